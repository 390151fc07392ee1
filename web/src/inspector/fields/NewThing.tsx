import { useState } from "react";
import { isName, nameFrom } from "../../doc/names";
import type { NameKind } from "../../doc/references";
import type { FlowDoc } from "../../doc/types";
import { useSpecs } from "../../store/specs";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Select, TextField } from "../../ui/Field";
import { kindsFor, made } from "../nameOptions";
import { edit } from "../use";

const words = strings.inspector;

/** Makes a step, a slot or the like, and whatever else `then` does with its name, in one change. */
export function NewThing({
  kind,
  typed,
  section,
  then,
  onClose,
}: {
  kind: NameKind;
  /** What was typed so far. */
  typed: string;
  section?: string | undefined;
  then: (document: FlowDoc, name: string) => FlowDoc;
  onClose: (name?: string) => void;
}) {
  const steps = useSpecs((state) => state.steps);
  const kinds = steps ? kindsFor(kind, steps) : [];
  const [name, setName] = useState(typed);
  const [type, setType] = useState(kinds[0]?.value ?? "");
  const what = words.picker.kinds[kind] ?? kind;
  const fits = name.trim() !== "" && isName(nameFrom(name, "x"));
  const create = () => {
    if (!steps || !fits) return;
    let given = "";
    edit(words.edits.made(nameFrom(name, kind)), (document) => {
      const [now, fresh] = made(document, {
        kind,
        words: name,
        type,
        steps,
        ...(section ? { section } : {}),
      });
      given = fresh;
      return then(now, fresh);
    });
    onClose(given);
  };
  return (
    <Dialog open onClose={() => onClose()} title={words.make.title(what)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create();
        }}
      >
        <TextField
          label={words.name}
          value={name}
          autoFocus
          onChange={(event) => setName(event.target.value)}
          help={name.trim() && nameFrom(name, "") !== name ? nameFrom(name, kind) : undefined}
        />
        {kinds.length > 0 && (
          <Select label={words.make.kind} value={type} options={kinds} onChange={setType} />
        )}
        <div className="row">
          <Button kind="primary" type="submit" disabled={!fits}>
            {words.make.create}
          </Button>
          <Button onClick={() => onClose()}>{strings.common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
