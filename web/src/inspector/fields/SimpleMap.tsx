import { Plus, X } from "lucide-react";
import { useId, useState } from "react";
import { isMap } from "../../doc/equal";
import { freshName, nameFrom } from "../../doc/names";
import { setAt } from "../../doc/ops";
import type { NameKind } from "../../doc/references";
import type { FlowDoc, Path } from "../../doc/types";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Grouped } from "../Labelled";
import { ownerOf } from "../owner";
import { Setting } from "../Setting";
import { blankValue, innerOf, type Shape, helpOf } from "../shape";
import { edit, useRoot } from "../use";
import type { FieldProps } from "./field";
import { NamePicker } from "./NamePicker";

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
      <AddKey path={path} title={title} inner={inner} taken={names} kind={shape.propertyNames?.["x-names"]} />
    </Grouped>
  );
}

function AddKey({
  path,
  title,
  inner,
  taken,
  kind,
}: {
  path: Path;
  title: string;
  inner: Shape;
  taken: string[];
  kind: string | undefined;
}) {
  const root = useRoot();
  const id = useId();
  const [typed, setTyped] = useState("");
  const label = `${title}: ${words.values.add}`;
  const put = (document: FlowDoc, name: string) =>
    setAt(document, [...path, name], blankValue(root, inner) ?? "");
  if (kind)
    return (
      <>
        <label className="visually-hidden" htmlFor={id}>
          {label}
        </label>
        <NamePicker
          id={id}
          kind={kind as NameKind}
          title={title}
          path={path}
          value=""
          leaveOut={taken}
          put={put}
        />
      </>
    );
  return (
    <form
      className="inspector-add"
      onSubmit={(event) => {
        event.preventDefault();
        if (!typed.trim()) return;
        const name = freshName(nameFrom(typed, "value"), taken);
        edit(words.edits.added(name, ownerOf(path)), (document) => put(document, name));
        setTyped("");
      }}
    >
      <input
        className="input"
        aria-label={label}
        placeholder={words.newName}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button type="submit" icon={<Plus size={14} />} disabled={!typed.trim()}>
        {words.addPlain}
      </Button>
    </form>
  );
}
