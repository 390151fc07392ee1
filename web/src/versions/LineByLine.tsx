import { useMemo, useState } from "react";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { folded, sideBySide, type Cell, type Row, type Stretch } from "./lineDiff";

const { lines: words } = strings.versions;

/** Two texts side by side; what is the same is folded away. */
export function LineByLine({ from, to, names }: { from: string; to: string; names: [string, string] }) {
  const stretches = useMemo(() => folded(sideBySide(from, to)), [from, to]);
  return (
    <div className="versions-lines" tabIndex={0} role="group" aria-label={words.caption(...names)}>
      <table>
        <caption className="visually-hidden">{words.caption(...names)}</caption>
        <colgroup>
          <col className="number" />
          <col />
          <col className="number" />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col" colSpan={2}>
              {names[0]}
            </th>
            <th scope="col" colSpan={2}>
              {names[1]}
            </th>
          </tr>
        </thead>
        {stretches.map((stretch, place) => (
          <Part key={place} stretch={stretch} />
        ))}
      </table>
    </div>
  );
}

function Part({ stretch }: { stretch: Stretch }) {
  const [open, setOpen] = useState(!stretch.folded);
  if (!open)
    return (
      <tbody>
        <tr className="folded">
          <td colSpan={4}>
            {words.folded(stretch.rows.length)}{" "}
            <Button kind="quiet" onClick={() => setOpen(true)}>
              {words.unfold}
            </Button>
          </td>
        </tr>
      </tbody>
    );
  return (
    <tbody>
      {stretch.rows.map((row, place) => (
        <Line key={place} row={row} />
      ))}
    </tbody>
  );
}

function Line({ row: { kind, left, right } }: { row: Row }) {
  return (
    <tr className={kind}>
      <Side cell={left} mark={kind === "same" || !left ? "" : "−"} />
      <Side cell={right} mark={kind === "same" || !right ? "" : "+"} />
    </tr>
  );
}

function Side({ cell, mark }: { cell: Cell | null; mark: string }) {
  return (
    <>
      <td className="number">{cell?.number}</td>
      <td className={mark === "−" ? "was" : mark === "+" ? "is" : ""}>
        {mark && <span className="mark">{mark}</span>}
        {cell?.text}
      </td>
    </>
  );
}
