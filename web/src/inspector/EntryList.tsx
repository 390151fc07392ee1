import { moveKey } from "../doc/ops";
import type { Path } from "../doc/types";
import { useMay } from "../store/me";
import { strings } from "../strings";
import { summaryOf } from "./fields/summary";
import { isMap } from "../doc/equal";
import { firstWords } from "../doc/wording";
import { Editable } from "./Editable";
import { ProblemCount } from "./ProblemCount";
import { asText } from "./plain";
import { innerOf, shapeOf, valueLabel } from "./shape";
import { edit, useRoot, useValue } from "./use";
import { BuiltInDoes } from "./WorksAnywhere";
import { makeExplicit } from "./builtIn";
import { MoveButtons } from "./fields/MoveButtons";

const words = strings.inspector;

/** Slots or requests, in their order, with what each is about. */
export function EntryList({
  map,
  names,
  onChoose,
}: {
  map: "slots" | "handlers";
  names: readonly string[];
  onChoose: (name: string) => void;
}) {
  const root = useRoot();
  const may = useMay("edit");
  const told = root.properties?.[map]?.["x-built-in"] ?? {};
  const builtIn = Object.keys(told).filter((name) => !names.includes(name));
  return (
    <>
      {names.length === 0 && <p className="quiet">{words.entries[map].empty}</p>}
      <ul className="inspector-list" aria-label={words.entries[map].list}>
        {names.map((name, index) => (
          <Line
            key={name}
            path={[map, name]}
            name={name}
            title={told[name]?.title}
            first={index === 0}
            last={index === names.length - 1}
            onChoose={() => onChoose(name)}
            onMove={(by) =>
              edit(words.edits.moved(name, words.panels[map]), (document) =>
                moveKey(document, [map], name, by),
              )
            }
          />
        ))}
        {builtIn.map((name) => (
          <li key={name} className="inspector-list-row">
            <button
              type="button"
              className="inspector-choose"
              disabled={!may}
              onClick={() => {
                makeExplicit(name, root);
                onChoose(name);
              }}
            >
              <span className="quiet" title={name}>
                {told[name]?.title ?? name}
              </span>
              <BuiltInDoes name={name} />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Line({
  path,
  name,
  title,
  first,
  last,
  onChoose,
  onMove,
}: {
  path: Path;
  name: string;
  /** What people call it, where that is not its name. */
  title: string | undefined;
  first: boolean;
  last: boolean;
  onChoose: () => void;
  onMove: (by: number) => void;
}) {
  const root = useRoot();
  const value = useValue(path);
  const type = isMap(value) ? asText(value["type"]) : "";
  const kinds = shapeOf(
    root,
    innerOf(root, root.properties?.[String(path[0])] ?? {})?.properties?.["type"] ?? {},
  );
  const kind = type && valueLabel(kinds, type);
  const about = isMap(value) ? firstWords(value["ask"] ?? value["say"]) || summaryOf(value) : "";
  return (
    <li className="inspector-list-row">
      <button type="button" className="inspector-choose" onClick={onChoose}>
        <span>
          <strong>{title ?? name}</strong> <span className="quiet">{title ? name : kind}</span>
          <ProblemCount path={path} />
        </span>
        <span className="quiet inspector-entry-summary" dir="auto">
          {about}
        </span>
      </button>
      <Editable>
        <MoveButtons name={name} first={first} last={last} onMove={onMove} />
      </Editable>
    </li>
  );
}
