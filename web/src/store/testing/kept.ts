/** For tests: jsdom has no IndexedDB, so what would be kept there is kept here. */

import type { KeptDraft, KeptUndo } from "../kept";

export const drafts = new Map<string, KeptDraft>();
const undo = new Map<string, KeptUndo>();

export function forgetAll(): void {
  drafts.clear();
  undo.clear();
}

export function keepDraft(kept: KeptDraft): Promise<void> {
  drafts.set(`${kept.flow}/${kept.tab}`, structuredClone(kept));
  return Promise.resolve();
}

export function forgetDraft(flow: string, tab: string): Promise<void> {
  drafts.delete(`${flow}/${tab}`);
  return Promise.resolve();
}

export function keptDrafts(flow: string): Promise<KeptDraft[]> {
  return Promise.resolve([...drafts.values()].filter((each) => each.flow === flow));
}

export function keepUndo(kept: KeptUndo): Promise<void> {
  undo.set(kept.flow, structuredClone(kept));
  return Promise.resolve();
}

export function keptUndo(flow: string): Promise<KeptUndo | null> {
  return Promise.resolve(undo.get(flow) ?? null);
}
