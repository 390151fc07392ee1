import { X } from "lucide-react";
import { isMap } from "../../doc/equal";
import { setAt } from "../../doc/ops";
import type { NameKind } from "../../doc/references";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Grouped } from "../Labelled";
import { ownerOf } from "../owner";
import { Setting } from "../Setting";
import { blankValue, innerOf, helpOf } from "../shape";
import { edit, useRoot } from "../use";
import type { FieldProps } from "./field";
import { AddName } from "./AddName";

const words = strings.inspector;

/** Names, each with one small setting: results, what actions answer in a test. */
export function SimpleMap({ path, shape, title, value }: FieldProps) {
  const root = useRoot();
  const inner = innerOf(root, shape);
  const names = isMap(value) ? Object.keys(value) : [];
  if (!inner) return null;
  return (
    <Grouped title={title} help={helpOf(shape)} path={path} within={false}>
      <ul className="inspector-values">
        {names.map((name) => (
          <li key={name} className="inspector-pair">
            <Setting setting={{ name, shape: inner }} path={[...path, name]} title={name} />
            <Button
              kind="quiet"
              icon={<X size={14} />}
              label={words.removeNamed(name)}
              onClick={() =>
                edit(words.edits.removed(name, ownerOf(path)), (document) =>
                  setAt(document, [...path, name], undefined),
                )
              }
            />
          </li>
        ))}
      </ul>
      <AddName
        path={path}
        title={title}
        taken={names}
        kind={shape.propertyNames?.["x-names"] as NameKind | undefined}
        first={blankValue(root, inner) ?? ""}
      />
    </Grouped>
  );
}
