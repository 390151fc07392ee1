/** Opening a flow: the draft, what an earlier tab could not save, and undo from before. */

import type { Draft } from "../api/types";
import { shared } from "../doc/equal";
import { mergeDocuments, mergePlain, type MergeConflict } from "../doc/merge";
import { rebased, type Edited } from "../doc/rebase";
import type { FlowDoc, LayoutDoc } from "../doc/types";
import { formerDraft } from "./drafts";
import { MOST_UNDO, useDocument } from "./document";
import { fitting } from "./layout";
import { forgetDraft, keepDraft, keptDrafts, keptUndo, keepUndo, type KeptDraft } from "./kept";

export interface Recovered {
  document: FlowDoc;
  layout: LayoutDoc;
  conflicts: MergeConflict[];
  /** There was something that the service did not have. */
  brought: boolean;
}

/** The draft with the changes of tabs that were closed before these could be saved. */
export async function recovered(flow: string, tab: string, draft: Draft): Promise<Recovered> {
  let found: Recovered = { document: draft.document, layout: draft.layout, conflicts: [], brought: false };
  const adopted: KeptDraft[] = [];
  for (const kept of await keptDrafts(flow)) {
    const base = await basis(flow, kept, draft);
    if (!base) continue;
    adopted.push(kept);
    const { document, conflicts } = mergeDocuments(base.document, kept.document, found.document);
    const layout = mergePlain(base.layout, fitting(kept.layout), found.layout).value;
    found = {
      document: shared(found.document, document),
      layout: shared(found.layout, layout),
      conflicts: [...found.conflicts, ...conflicts],
      brought: false,
    };
  }
  const brought = found.document !== draft.document || found.layout !== draft.layout;
  if (brought) await adopt(flow, tab, draft.revision, found, adopted);
  return { ...found, brought };
}

/** From here on they are this tab's; only then do the others let go of them. */
async function adopt(
  flow: string,
  tab: string,
  revision: number,
  { document, layout }: Recovered,
  from: readonly KeptDraft[],
): Promise<void> {
  await keepDraft({ flow, tab, revision, document, layout, label: from.at(-1)?.label ?? "", at: Date.now() });
  for (const other of from) if (other.tab !== tab) await forgetDraft(flow, other.tab);
}

/** What the kept changes were made to. Null when the service no longer knows: then they stay kept. */
async function basis(
  flow: string,
  kept: KeptDraft,
  draft: Draft,
): Promise<{ document: FlowDoc; layout: LayoutDoc } | null> {
  if (kept.revision === draft.revision) return draft;
  return formerDraft(flow, kept.revision).catch(() => null);
}

/** Put the document in place, with what could be undone when it was here last. */
export async function loadWithUndo(flow: string, document: FlowDoc): Promise<void> {
  const kept = await keptUndo(flow);
  if (!kept?.document) {
    useDocument.getState().load(document);
    return;
  }
  const now = shared(kept.document, document);
  const onto = (states: Edited[]) => rebased(states, kept.document ?? now, now);
  useDocument.getState().load(now);
  useDocument.setState({ label: kept.label });
  useDocument.temporal.setState({ pastStates: onto(kept.past), futureStates: onto(kept.future) });
}

/** Keep undo for the next time. */
export async function rememberUndo(flow: string): Promise<void> {
  const { document, label } = useDocument.getState();
  const { pastStates, futureStates } = useDocument.temporal.getState();
  const past = (pastStates as Edited[]).slice(-MOST_UNDO);
  await keepUndo({ flow, document, label, past, future: futureStates as Edited[], at: Date.now() });
}
