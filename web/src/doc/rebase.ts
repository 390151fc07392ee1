/** Keeping undo true when somebody else's changes come in. */

import { mergeDocuments } from "./merge";
import type { FlowDoc } from "./types";

/** A state that can be gone back to. */
export interface Edited {
  document: FlowDoc | null;
  /** What the newest change did, as a person would say it: “Changed the question of “day””. */
  label: string;
}

/** The states with all that changed from `before` to `now` in them, so that going back undoes only what is ours. */
export function rebased(states: readonly Edited[], before: FlowDoc, now: FlowDoc): Edited[] {
  return states.map(({ document, label }) => ({
    document: document && mergeDocuments(before, document, now).document,
    label,
  }));
}
