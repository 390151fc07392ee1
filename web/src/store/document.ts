/** The document that is edited, and its undo. Only the document is undoable; every change has a name. */

import { temporal } from "zundo";
import { create } from "zustand";
import { rebased, type Edited } from "../doc/rebase";
import type { FlowDoc } from "../doc/types";
import { mayNow } from "./me";

export type { Edited };

/** So many steps can be undone. */
export const MOST_UNDO = 200;
/** Keystrokes in the same setting that follow each other so quickly are one step of undo. */
const TOGETHER_MS = 1_500;

interface DocumentState extends Edited {
  /** What happened last, also when that was an undo: what the history tells of it. */
  deed: string;
  /** Change the document: one step of undo. `group`: changes of one group that follow each other quickly are one. */
  edit: (label: string, change: (document: FlowDoc) => FlowDoc, group?: string) => void;
  /** Another document takes its place, such as the draft when it is opened; nothing of that is undoable. */
  load: (document: FlowDoc) => void;
  /** Somebody else's changes came in: undo goes on to work on ours. */
  merge: (document: FlowDoc) => void;
}

let grouped = { group: "", at: 0 };

export const useDocument = create<DocumentState>()(
  temporal(
    (set, get) => ({
      document: null,
      label: "",
      deed: "",
      edit: (label, change, group = "") => {
        const before = get().document;
        if (!before || !mayNow("edit")) return;
        const document = change(before);
        if (document === before) return;
        const now = Date.now();
        const joins = group !== "" && group === grouped.group && now - grouped.at < TOGETHER_MS;
        grouped = { group, at: now };
        const apply = () => set({ document, label, deed: label });
        if (joins) unnoticed(apply);
        else apply();
      },
      load: (document) => {
        unnoticed(() => set({ document, label: "", deed: "" }));
        useDocument.temporal.getState().clear();
        grouped = { group: "", at: 0 };
      },
      merge: (document) => {
        const before = get().document;
        unnoticed(() => set({ document }));
        grouped = { group: "", at: 0 };
        if (before) rebaseUndo(before, document);
      },
    }),
    {
      limit: MOST_UNDO,
      partialize: ({ document, label }): Edited => ({ document, label }),
      equality: (past, current) => past.document === current.document,
    },
  ),
);

function unnoticed(change: () => void): void {
  const history = useDocument.temporal.getState();
  history.pause();
  change();
  history.resume();
}

function rebaseUndo(before: FlowDoc, now: FlowDoc): void {
  const { pastStates, futureStates } = useDocument.temporal.getState();
  const onto = (states: Partial<Edited>[]) => rebased(states as Edited[], before, now);
  useDocument.temporal.setState({ pastStates: onto(pastStates), futureStates: onto(futureStates) });
}
