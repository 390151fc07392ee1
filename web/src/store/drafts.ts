/** Reading drafts of the service. */

import { ask } from "../api/client";
import type { Draft } from "../api/types";
import { EMPTY_LAYOUT, type FlowDoc, type LayoutDoc } from "../doc/types";

/** A layout as the service keeps it says nothing of what nobody has placed or folded. */
export function wholeLayout(layout: Partial<LayoutDoc>): LayoutDoc {
  return { ...EMPTY_LAYOUT, ...layout };
}

/** The draft as it is. */
export async function draftOf(flow: string): Promise<Draft> {
  const draft = await ask<Draft>("GET", `/api/flows/${flow}/draft`);
  return { ...draft, layout: wholeLayout(draft.layout) };
}

/** What the draft was. */
export async function formerDraft(
  flow: string,
  revision: number,
): Promise<{ document: FlowDoc; layout: LayoutDoc }> {
  const former = await ask<Draft>("GET", `/api/flows/${flow}/draft/history/${revision}`);
  return { document: former.document, layout: wholeLayout(former.layout) };
}
