import { Plus } from "lucide-react";
import { useState } from "react";
import { freshName, nameFrom } from "../../doc/names";
import { getAt, moveKey, setAt } from "../../doc/ops";
import { withAfter } from "../../doc/paths";
import type { FlowDoc, Json, Path } from "../../doc/types";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { renamedKey } from "../entries";
import { Form } from "../Form";
import { Grouped } from "../Labelled";
import { NameBox } from "../NameBox";
import { ownerOf } from "../owner";
import { blank, innerOf, type Shape, helpOf } from "../shape";
import { edit, useKeys, useRoot, useValue } from "../use";
import { Entry } from "./Entry";
import type { FieldProps } from "./field";
import { summaryOf } from "./summary";

const words = strings.inspector;
const FEW = 1;
type Keyed = Record<string, Json>;

/** Things with a name and settings of their own: options, values, actions. */
export function KeyedField({ path, shape, title }: FieldProps) {
  const root = useRoot();
  const keys = useKeys(path);
  const [newest, setNewest] = useState("");
  const [typed, setTyped] = useState("");
  const inner = innerOf(root, shape);
  if (!inner) return null;
  const add = () => {
    const name = freshName(nameFrom(typed, "option"), keys);
    setNewest(name);
    setTyped("");
    edit(words.edits.added(name, ownerOf(path)), (document) =>
      setAt(document, [...path, name], blank(root, inner)),
    );
  };
  return (
    <Grouped title={title} help={helpOf(shape)} path={path} within={false}>
      <ol className="inspector-entries">
        {keys.map((name, index) => (
          <Named
            key={name}
            {...{ path, name, inner, keys }}
            open={keys.length <= FEW || name === newest}
            first={index === 0}
            last={index === keys.length - 1}
          />
        ))}
      </ol>
      <form
        className="inspector-add"
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          if (typed.trim()) add();
        }}
      >
        <input
          className="input"
          aria-label={`${title}: ${words.newName}`}
          placeholder={words.newName}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" icon={<Plus size={14} />} disabled={!typed.trim()}>
          {words.addPlain}
        </Button>
      </form>
    </Grouped>
  );
}

/** The map at a path changed as a whole. */
function remapped(document: FlowDoc, path: Path, change: (map: Keyed) => Keyed): FlowDoc {
  const map = getAt(document, path);
  return setAt(
    document,
    path,
    change(map !== null && typeof map === "object" && !Array.isArray(map) ? map : {}),
  );
}

function Named({
  path,
  name,
  inner,
  keys,
  open,
  first,
  last,
}: {
  path: Path;
  name: string;
  inner: Shape;
  keys: readonly string[];
  open: boolean;
  first: boolean;
  last: boolean;
}) {
  const here = [...path, name];
  const root = useRoot();
  const value = useValue(here);
  const owner = ownerOf(path);
  return (
    <Entry
      name={name}
      summary={summaryOf(value)}
      path={here}
      open={open}
      first={first}
      last={last}
      onMove={(by) => edit(words.edits.moved(name, owner), (document) => moveKey(document, path, name, by))}
      onDuplicate={() =>
        edit(words.edits.added(freshName(name, keys), owner), (document) =>
          remapped(document, path, (map) =>
            withAfter<Json>(map, name, { [freshName(name, keys)]: map[name] ?? {} }),
          ),
        )
      }
      onRemove={() => edit(words.edits.removed(name, owner), (document) => setAt(document, here, undefined))}
    >
      <NameBox
        name={name}
        taken={keys}
        onRename={(to) =>
          edit(words.edits.renamed(name, to), (document) => renamedKey(document, path, name, to, root))
        }
      />
      <Form schema={inner} path={here} />
    </Entry>
  );
}
