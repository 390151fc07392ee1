import { Plus } from "lucide-react";
import { useId, useState } from "react";
import { freshName, nameFrom } from "../../doc/names";
import { setAt } from "../../doc/ops";
import type { NameKind } from "../../doc/references";
import type { Json, Path } from "../../doc/types";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { ownerOf } from "../owner";
import { edit } from "../use";
import { NamePicker } from "./NamePicker";

const words = strings.inspector;

interface Props {
  /** Of the map that gets another name. */
  path: Path;
  title: string;
  /** What it names, when that is something of the flow: it is chosen; else it is typed. */
  kind: NameKind | undefined;
  taken: string[];
  /** What stands behind a name that is new. */
  first: Json;
}

/** Adds a name to a map. */
export function AddName({ path, title, kind, taken, first }: Props) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const label = `${title}: ${words.values.add}`;
  if (kind)
    return (
      <>
        <label className="visually-hidden" htmlFor={id}>
          {label}
        </label>
        <NamePicker
          id={id}
          kind={kind}
          title={title}
          path={path}
          value=""
          leaveOut={taken}
          put={(document, name) => setAt(document, [...path, name], first)}
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
        edit(words.edits.added(name, ownerOf(path)), (document) => setAt(document, [...path, name], first));
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
