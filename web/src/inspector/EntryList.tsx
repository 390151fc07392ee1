import { ArrowDown, ArrowUp } from "lucide-react";
import { moveKey, setAt } from "../doc/ops";
import type { Path } from "../doc/types";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { summaryOf } from "./fields/summary";
import { isMap } from "../doc/equal";
import { firstWords } from "../doc/wording";
import { ProblemCount } from "./ProblemCount";
import { asText } from "./plain";
import { innerOf, shapeOf, valueLabel } from "./shape";
import { edit, useRoot, useValue } from "./use";

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
  const builtIn = (root.properties?.[map]?.["x-built-in"] ?? []).filter((name) => !names.includes(name));
  return (
    <>
      {names.length === 0 && <p className="quiet">{words.entries[map].empty}</p>}
      <ul className="inspector-list" aria-label={words.entries[map].list}>
        {names.map((name, index) => (
          <Line
            key={name}
            path={[map, name]}
            name={name}
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
              onClick={() => {
                edit(words.edits.made(name), (document) => setAt(document, [map, name], {}));
                onChoose(name);
              }}
            >
              <span className="quiet">{name}</span>
              <span className="quiet inspector-entry-summary">{words.entries.builtIn}</span>
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
  first,
  last,
  onChoose,
  onMove,
}: {
  path: Path;
  name: string;
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
          <strong>{name}</strong> <span className="quiet">{kind}</span>
          <ProblemCount path={path} />
        </span>
        <span className="quiet inspector-entry-summary" dir="auto">
          {about}
        </span>
      </button>
      <Button
        kind="quiet"
        icon={<ArrowUp size={14} />}
        label={words.up(name)}
        disabled={first}
        onClick={() => onMove(-1)}
      />
      <Button
        kind="quiet"
        icon={<ArrowDown size={14} />}
        label={words.down(name)}
        disabled={last}
        onClick={() => onMove(1)}
      />
    </li>
  );
}
