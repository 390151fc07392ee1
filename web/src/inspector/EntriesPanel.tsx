import { ArrowLeft, Copy, Plus, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { freshName } from "../doc/names";
import { getAt, setAt } from "../doc/ops";
import { withAfter } from "../doc/paths";
import { usesOf, type NameKind } from "../doc/references";
import type { Json } from "../doc/types";
import { useDocument } from "../store/document";
import { useMay } from "../store/me";
import { useUi } from "../store/ui";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { renamedKey } from "./entries";
import { Editable } from "./Editable";
import { EntryList } from "./EntryList";
import { NewThing } from "./fields/NewThing";
import { Form } from "./Form";
import { NameBox } from "./NameBox";
import { innerOf } from "./shape";
import { edit, useKeys, useRoot } from "./use";

const words = strings.inspector;
const KINDS: Record<"slots" | "handlers", NameKind> = { slots: "slot", handlers: "handler" };

/** The slots, or the requests, of the flow: a list of them, and the form of the one that is chosen. */
export function EntriesPanel({ map }: { map: "slots" | "handlers" }) {
  const chosen = useUi((state) => state.entry);
  const setChosen = useUi((state) => state.choose);
  const [making, setMaking] = useState(false);
  const names = useKeys([map]);
  const may = useMay("edit");
  if (typeof chosen === "string" && names.includes(chosen))
    return <EntryForm key={chosen} map={map} name={chosen} names={names} onChoose={setChosen} />;
  return (
    <>
      <h2>{words.panels[map]}</h2>
      <EntryList map={map} names={names} onChoose={setChosen} />
      {may && (
        <Button kind="primary" icon={<Plus size={14} />} onClick={() => setMaking(true)}>
          {words.add(words.entries[map].one)}
        </Button>
      )}
      {making && (
        <NewThing
          kind={KINDS[map]}
          typed=""
          then={(document) => document}
          onClose={(name) => {
            setMaking(false);
            if (name) setChosen(name);
          }}
        />
      )}
    </>
  );
}

function EntryForm({
  map,
  name,
  names,
  onChoose,
}: {
  map: "slots" | "handlers";
  name: string;
  names: readonly string[];
  onChoose: (name: string | null) => void;
}) {
  const root = useRoot();
  const inner = innerOf(root, root.properties?.[map] ?? {});
  const path = [map, name];
  if (!inner) return null;
  const duplicate = () => {
    const fresh = freshName(name, names);
    edit(words.edits.made(fresh), (document) => {
      const entries = (getAt(document, [map]) ?? {}) as Record<string, Json>;
      return setAt(document, [map], withAfter(entries, name, { [fresh]: entries[name] ?? {} }));
    });
    onChoose(fresh);
  };
  return (
    <>
      <Button kind="quiet" icon={<ArrowLeft size={14} />} onClick={() => onChoose(null)}>
        {words.panels[map]}
      </Button>
      <Editable>
        <header className="inspector-head">
          <div>
            <h2>{name}</h2>
            {map === "slots" && <Uses name={name} />}
          </div>
          <span className="inspector-entry-tools">
            <Button
              kind="quiet"
              icon={<Copy size={14} />}
              label={words.duplicate(name)}
              onClick={duplicate}
            />
            <Button
              kind="quiet"
              icon={<Trash2 size={14} />}
              label={words.removeNamed(name)}
              onClick={() => {
                edit(words.removeNamed(`“${name}”`), (document) => setAt(document, path, undefined));
                onChoose(null);
              }}
            />
          </span>
        </header>
        <NameBox
          name={name}
          taken={names}
          onRename={(to) => {
            edit(words.edits.renamed(name, to), (document) => renamedKey(document, [map], name, to, root));
            onChoose(to);
          }}
        />
        <Form schema={inner} path={path} />
      </Editable>
    </>
  );
}

/** How often a slot is used; one that is used leaves marks when it is removed. */
function Uses({ name }: { name: string }) {
  const root = useRoot();
  const document = useDocument((state) => state.document);
  const count = useMemo(() => (document ? usesOf(document, root, name).length : 0), [document, root, name]);
  return <p className="quiet">{words.entries.uses(count)}</p>;
}
