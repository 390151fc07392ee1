/** The titles of a flow's steps, on pages that tell of its calls. */

import { createContext, useContext, useMemo } from "react";
import type { CallPage, Draft, FlowDoc, Version } from "../api/types";
import { has } from "../doc/own";
import { distinctTitle } from "../doc/titles";
import { draftAddress, versionAddress } from "./editDraft";
import { words } from "./format";
import { useAnswer } from "./useAnswer";

/** The flow as it was in the version that is told of; null as long as it is not known. */
export const Told = createContext<FlowDoc | null>(null);

/** What people call a step; its name where the flow has no such step, or is not known. */
export function useStepTitle(step: string): string {
  const document = useContext(Told);
  return useMemo(() => titlesOf(document)(step), [document, step]);
}

/** What people call the steps of a flow; their names as long as nobody knows. */
export function titlesOf(document: FlowDoc | null): (step: string) => string {
  return (step) => (document && has(document.nodes, step) ? distinctTitle(document, step) : words(step));
}

/** A version of a flow; null for none, and as long as nobody knows it. */
export function useDocument(flow: string, version: number | null): FlowDoc | null {
  const address = version === null ? null : versionAddress(flow, version);
  return useAnswer<{ document: FlowDoc }>(address).answer?.document ?? null;
}

/** What people call the steps of a flow, in a version or in its draft. */
export function useTitles(flow: string, version: string): (step: string) => string {
  const address = version ? versionAddress(flow, Number(version)) : draftAddress(flow);
  const document = useAnswer<{ document: FlowDoc }>(flow ? address : null).answer?.document ?? null;
  return useMemo(() => titlesOf(document), [document]);
}

/** The flow that a call ran, as it was then. */
export function useFlowOf(page: CallPage | null): FlowDoc | null {
  const address =
    page === null
      ? null
      : page.version === null
        ? draftAddress(page.flow)
        : versionAddress(page.flow, page.version);
  return useAnswer<Draft | (Version & { document: FlowDoc })>(address).answer?.document ?? null;
}
