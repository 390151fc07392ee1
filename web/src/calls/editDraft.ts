/** A single change to a flow's draft from a page on which it is not open. */

import { ApiError, ask } from "../api/client";
import type { Draft, FlowDoc, Saved } from "../api/types";

const TRIES = 4;

export function draftAddress(flow: string): string {
  return `/api/flows/${encodeURIComponent(flow)}/draft`;
}

export function versionAddress(flow: string, version: number): string {
  return `/api/flows/${encodeURIComponent(flow)}/versions/${version}`;
}

/** Reads the draft, changes it and saves it; again from the start when somebody else saved in between. Throws `ApiError`. */
export async function changeDraft(
  flow: string,
  label: string,
  change: (document: FlowDoc) => FlowDoc,
): Promise<"changed" | "same"> {
  for (let tried = 1; ; tried += 1) {
    const draft = await ask<Draft>("GET", draftAddress(flow));
    const document = change(draft.document);
    if (document === draft.document) return "same";
    try {
      await ask<Saved>("PUT", draftAddress(flow), {
        revision: draft.revision,
        document,
        layout: draft.layout,
        label,
      });
      return "changed";
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409 || tried === TRIES) throw error;
    }
  }
}
