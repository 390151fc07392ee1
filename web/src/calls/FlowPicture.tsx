import { useEffect, useMemo, useState } from "react";
import { Link } from "wouter";
import { textOf } from "../doc/reading";
import type { FlowDoc } from "../doc/types";
import { useSpecs } from "../store/specs";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { BOX, fitted, pictureOf, thickness, type PictureBox } from "./picture";

const { picture: text } = strings.calls;

/** Below this the whole flow would be too small to be read. */
const NARROW = 720;

export interface Marked {
  /** A word below the title. */
  told: string;
  /** 0 to 1: how much the box stands out. */
  strength: number;
  /** In which colour it does. */
  kind: "accent" | "bad";
}

/** A still picture of a flow with what calls did at its steps. `counts`: of ways, by “from to”. */
export default function FlowPicture({
  document,
  marks,
  counts,
  linkTo,
}: {
  document: FlowDoc;
  marks: ReadonlyMap<string, Marked>;
  counts: ReadonlyMap<string, number>;
  linkTo: (step: string) => string;
}) {
  const [whole, setWhole] = useState(() => window.innerWidth > NARROW);
  const steps = useSpecs((state) => state.steps);
  const load = useSpecs((state) => state.load);
  useEffect(() => {
    load().catch(() => undefined);
  }, [load]);
  const picture = useMemo(() => (steps ? pictureOf(document, steps) : null), [document, steps]);
  const busiest = Math.max(0, ...counts.values());
  if (!picture) return <p role="status">{strings.common.loading}</p>;
  const label = text.label(textOf(document.title) || textOf(document.flow));
  return (
    <>
      <p>
        <Button onClick={() => setWhole(!whole)}>{whole ? text.larger : text.whole}</Button>
      </p>
      <div className="calls-picture" tabIndex={0} role="group" aria-label={label}>
        <svg
          viewBox={`0 0 ${picture.width} ${picture.height}`}
          width={picture.width}
          height={picture.height}
          className={whole ? "fit" : ""}
        >
          {picture.ways.map(({ from, to, line }) => {
            const count = counts.get(`${from} ${to}`) ?? 0;
            return (
              <path
                key={`${from} ${to}`}
                d={line}
                className={count ? "way" : "way unused"}
                strokeWidth={thickness(count, busiest)}
              />
            );
          })}
          {picture.boxes.map((box) => (
            <Link key={box.step} href={linkTo(box.step)}>
              <Box box={box} mark={marks.get(box.step)} counts={counts} />
            </Link>
          ))}
        </svg>
      </div>
    </>
  );
}

function Box({
  box,
  mark,
  counts,
}: {
  box: PictureBox;
  mark: Marked | undefined;
  counts: ReadonlyMap<string, number>;
}) {
  const share = Math.round(100 * (mark?.strength ?? 0));
  const fill = mark
    ? `color-mix(in srgb, var(--${mark.kind}) ${Math.round(share * 0.35)}%, var(--surface))`
    : "var(--surface)";
  return (
    <g transform={`translate(${box.x} ${box.y})`} className={mark ? "box" : "box unused"}>
      <title>{box.title}</title>
      <rect width={BOX.width} height={box.height} rx={7} style={{ fill }} />
      <text x={9} y={18}>
        {fitted(box.title)}
      </text>
      {mark && (
        <text x={9} y={35} className="told">
          {mark.told}
        </text>
      )}
      {box.chips.map(({ to, title }, index) => (
        <text key={to} x={9} y={BOX.height + 11 + index * BOX.chip} className="told">
          → {fitted(title, 18)} {counts.get(`${box.step} ${to}`) ?? ""}
        </text>
      ))}
    </g>
  );
}
