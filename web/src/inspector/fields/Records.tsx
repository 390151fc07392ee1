import { Plus } from "lucide-react";
import { useState } from "react";
import { getAt, setAt } from "../../doc/ops";
import type { Json } from "../../doc/types";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Form } from "../Form";
import { Grouped } from "../Labelled";
import { ownerOf } from "../owner";
import { blank, shapeOf, helpOf } from "../shape";
import { edit, useLength, useRoot, useValue } from "../use";
import { Entry } from "./Entry";
import type { FieldProps } from "./field";
import { removedAt, swapped } from "./lists";
import { summaryOf } from "./summary";

const words = strings.inspector;
/** So many entries are shown open; of more, only the newest. */
const FEW = 3;

/** A list of things with settings of their own: cases, rules, questions with answers. */
export function RecordsField({ path, shape, title }: FieldProps) {
  const root = useRoot();
  const length = useLength(path);
  const [newest, setNewest] = useState(-1);
  const inner = shapeOf(root, shape.items ?? {});
  const one = inner.title ?? title;
  const change = (label: string, make: (items: Json[]) => Json[]) =>
    edit(label, (document) => {
      const now = getAt(document, path);
      const items = make(Array.isArray(now) ? now : []);
      return setAt(document, path, items.length || !shape.optional ? items : undefined);
    });
  return (
    <Grouped title={title} help={helpOf(shape)} path={path} within={false}>
      <ol className="inspector-entries">
        {Array.from({ length }, (_, index) => (
          <Item
            key={index}
            {...{ path, index, length, shape: inner, one }}
            open={length <= FEW || index === newest}
            onChange={change}
          />
        ))}
      </ol>
      <Button
        icon={<Plus size={14} />}
        onClick={() => {
          setNewest(length);
          change(words.edits.added(one, ownerOf(path)), (items) => [...items, blank(root, inner)]);
        }}
      >
        {words.add(one.toLowerCase())}
      </Button>
    </Grouped>
  );
}

function Item({
  path,
  index,
  length,
  shape,
  one,
  open,
  onChange,
}: {
  path: FieldProps["path"];
  index: number;
  length: number;
  shape: FieldProps["shape"];
  one: string;
  open: boolean;
  onChange: (label: string, make: (items: Json[]) => Json[]) => void;
}) {
  const here = [...path, index];
  const value = useValue(here);
  const name = words.item(one, index + 1);
  const owner = ownerOf(path);
  return (
    <Entry
      name={name}
      summary={summaryOf(value)}
      path={here}
      open={open}
      first={index === 0}
      last={index === length - 1}
      onMove={(by) => onChange(words.edits.moved(name, owner), (items) => swapped(items, index, by))}
      onDuplicate={() =>
        onChange(words.edits.added(one, owner), (items) =>
          items.flatMap((item, other) => (other === index ? [item, item] : [item])),
        )
      }
      onRemove={() => onChange(words.edits.removed(name, owner), (items) => removedAt(items, index))}
    >
      <Form schema={shape} path={here} />
    </Entry>
  );
}
