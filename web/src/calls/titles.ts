/** The titles of a flow's steps, on pages that tell of its calls. */

import { createContext, useContext, useMemo } from "react";
import type { CallPage, Draft, FlowDoc, Version } from "../api/types";
import { has } from "../doc/own";
import { distinctTitle } from "../doc/titles";
import { draftAddress } from "./editDraft";
import { words } from "./format";
import { useAnswer } from "./useAnswer";

/** The flow as it was in the version that is told of; null as long as it is not known. */
export const Told = createContext<FlowDoc | null>(null);

/** What people call a step; its name where the flow has no such step, or is not known. */
export function useStepTitle(step: string): string {
  const document = useContext(Told);
  return useMemo(
    () => (document && has(document.nodes, step) ? distinctTitle(document, step) : words(step)),
    [document, step],
  );
}

/** The flow that a call ran, as it was then. */
export function useFlowOf(page: CallPage | null): FlowDoc | null {
  const address =
    page === null
      ? null
      : page.version === null
        ? draftAddress(page.flow)
        : `/api/flows/${encodeURIComponent(page.flow)}/versions/${page.version}`;
  return useAnswer<Draft | (Version & { document: FlowDoc })>(address).answer?.document ?? null;
}
