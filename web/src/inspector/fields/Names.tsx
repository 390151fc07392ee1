import { useId } from "react";
import { useShallow } from "zustand/shallow";
import { getAt, setAt } from "../../doc/ops";
import type { NameKind } from "../../doc/references";
import { shownName } from "../../doc/titles";
import { useDocument } from "../../store/document";
import { strings } from "../../strings";
import { Grouped } from "../Labelled";
import { shapeOf, helpOf } from "../shape";
import { useRoot, write } from "../use";
import { AskedSlot } from "./AskedSlot";
import type { FieldProps } from "./field";
import { ListRow } from "./ListRow";
import { removedAt, swapped } from "./lists";
import { NamePicker } from "./NamePicker";

const FEW = 1;

/** Several names in an order. */
export function NamesField({ path, shape, title, value }: FieldProps) {
  const root = useRoot();
  const id = useId();
  const kind = shapeOf(root, shape.items ?? {})["x-names"] as NameKind;
  const names = Array.isArray(value) ? value.map(String) : [];
  const titles = useDocument(
    useShallow(({ document }) => names.map((name) => shownName(document, kind, name))),
  );
  const put = (now: string[]) => write(path, title, now.length || !shape.optional ? now : undefined);
  const add = strings.inspector.add(strings.inspector.picker.kinds[kind] ?? kind);
  return (
    <Grouped title={title} help={helpOf(shape)} path={path}>
      {names.length > 0 && (
        <ul className="inspector-list">
          {names.map((name, index) => (
            <ListRow
              key={`${name}/${index}`}
              name={titles[index] ?? name}
              tip={titles[index] === name ? undefined : name}
              first={index === 0}
              last={index === names.length - 1}
              onMove={(by) => put(swapped(names, index, by))}
              onRemove={() => put(removedAt(names, index))}
              below={
                shape["x-asks"] && <AskedSlot name={name} step={String(path[1])} open={names.length <= FEW} />
              }
            />
          ))}
        </ul>
      )}
      <label className="visually-hidden" htmlFor={id}>
        {`${title}: ${add}`}
      </label>
      <NamePicker
        id={id}
        kind={kind}
        title={title}
        path={path}
        value=""
        leaveOut={kind === "step" ? undefined : names}
        put={(document, name) => {
          const now = getAt(document, path);
          return setAt(document, path, [...(Array.isArray(now) ? now : []), name]);
        }}
      />
    </Grouped>
  );
}
