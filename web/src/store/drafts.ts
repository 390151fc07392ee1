/** Reading drafts of the service. */

import { ask } from "../api/client";
import type { Draft } from "../api/types";
import type { FlowDoc, LayoutDoc } from "../doc/types";
import { fitting } from "./layout";

/** The draft as it is. */
export async function draftOf(flow: string): Promise<Draft> {
  const draft = await ask<Draft>("GET", `/api/flows/${flow}/draft`);
  return { ...draft, layout: fitting(draft.layout) };
}

/** What the draft was. */
export async function formerDraft(
  flow: string,
  revision: number,
): Promise<{ document: FlowDoc; layout: LayoutDoc }> {
  const former = await ask<Draft>("GET", `/api/flows/${flow}/draft/history/${revision}`);
  return { document: former.document, layout: fitting(former.layout) };
}
