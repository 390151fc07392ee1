import { useState } from "react";
import { setAt, titleOf } from "../../doc/ops";
import { has } from "../../doc/own";
import { stepAt } from "../../doc/reading";
import type { NameKind } from "../../doc/references";
import type { FlowDoc, Path } from "../../doc/types";
import { useDocument } from "../../store/document";
import { useSpecs } from "../../store/specs";
import { strings } from "../../strings";
import { canMake, declared, nameOptions, type NameOption } from "../nameOptions";
import { changed } from "../owner";
import { edit, useRoot } from "../use";
import { useFlowNames } from "../useFlowNames";
import { Combo } from "./Combo";
import { NewThing } from "./NewThing";

const words = strings.inspector.picker;

/** Chooses the name of a thing of some kind, or makes a new one; `put` writes it into the document. */
export function NamePicker({
  kind,
  title,
  path,
  value,
  put,
  leaveOut,
  ...tied
}: {
  kind: NameKind;
  title: string;
  /** Of the setting, for the name of the change. */
  path: Path;
  value: string;
  put: (document: FlowDoc, name: string) => FlowDoc;
  leaveOut?: readonly string[] | undefined;
  id: string;
  describedBy?: string | undefined;
  invalid?: boolean | undefined;
}) {
  const root = useRoot();
  const catalogue = useSpecs((state) => state.actions);
  const flows = useFlowNames(kind === "flow");
  const [making, setMaking] = useState<string | null>(null);
  const shown = useDocument(({ document }) =>
    kind === "step" && document && has(document.nodes, value) ? titleOf(document, value) : value,
  );
  const what = words.kinds[kind] ?? kind;
  const options = () => {
    const { document } = useDocument.getState();
    const all = kind === "flow" ? flows : document ? nameOptions(document, kind, root, catalogue) : [];
    return all.filter(({ name }) => !leaveOut?.includes(name));
  };
  const pick = (option: NameOption) => {
    const spec = option.outside === "catalogue" && catalogue.find(({ name }) => name === option.name);
    edit(changed(title, path), (document) => put(spec ? declared(document, spec) : document, option.name));
  };
  return (
    <>
      <Combo
        {...tied}
        value={value}
        shown={shown}
        options={options}
        onPick={pick}
        make={canMake(kind) ? { label: (typed) => words.make(what, typed), run: setMaking } : undefined}
      />
      {making !== null && (
        <NewThing
          kind={kind}
          typed={making}
          section={sectionOf(path)}
          then={put}
          onClose={() => setMaking(null)}
        />
      )}
    </>
  );
}

/** A step that is made from another one belongs to the same part of the flow. */
function sectionOf([top, name]: Path): string | undefined {
  const { document } = useDocument.getState();
  return top === "nodes" && document ? stepAt(document, String(name))?.section : undefined;
}

/** Writes the name at a path. */
export function putAt(path: Path): (document: FlowDoc, name: string) => FlowDoc {
  return (document, name) => setAt(document, path, name);
}
