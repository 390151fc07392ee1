import { useEffect, useMemo } from "react";
import { stepAt } from "../doc/reading";
import type { Steps } from "../doc/schema";
import type { FlowDoc } from "../doc/types";
import { useDocument } from "../store/document";
import { useSpecs } from "../store/specs";
import { useTasks } from "../store/tasks";
import { useUi } from "../store/ui";
import { strings } from "../strings";
import { Picker, type PickerChoice } from "../ui/Picker";
import { entriesOf, found, type Hit } from "./search";

const words = strings.search;

/** Search by words that are said and by names; what is chosen is shown, at the setting with the words. */
export function SearchDialog() {
  const document = useDocument((state) => state.document);
  const steps = useSpecs((state) => state.steps);
  const close = useTasks((state) => state.close);
  const find = useMemo(() => {
    if (!document || !steps) return null;
    const entries = entriesOf(document, steps.schema);
    return (typed: string) => found(entries, typed).map((hit) => choiceOf(hit, document, steps));
  }, [document, steps]);
  if (!find) return null;
  return (
    <Picker
      title={words.title}
      placeholder={words.placeholder}
      none={words.none}
      count={strings.canvas.picker.results}
      choices={find}
      onPick={(id) => {
        close();
        useUi.getState().goTo(JSON.parse(id) as (string | number)[]);
      }}
      onClose={close}
    />
  );
}

function choiceOf({ entry, text, path }: Hit, document: FlowDoc, steps: Steps): PickerChoice {
  const type = entry.group === "step" ? stepAt(document, String(entry.path[1]))?.type : undefined;
  const index = steps.types.findIndex((spec) => spec.type === type);
  return {
    id: JSON.stringify(path),
    label: entry.title,
    detail: text,
    group: words.groups[entry.group],
    ...(type === undefined ? {} : { kind: { type, index, count: steps.types.length } }),
  };
}

/** Ctrl+K anywhere, and / outside of fields, open the search. */
export function useSearchKey(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isText =
        event.target instanceof Element && event.target.closest("input, textarea, select") !== null;
      const isK = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
      if (!isK && (event.key !== "/" || isText || event.ctrlKey || event.altKey)) return;
      event.preventDefault();
      useTasks.getState().ask({ kind: "search" });
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
