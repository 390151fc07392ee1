/** For tests: a flow that is opened from a service, and edited. */

import { afterEach, beforeEach, vi } from "vitest";
import { setAt } from "../../doc/paths";
import type { FlowDoc, Json } from "../../doc/types";
import { useDocument } from "../document";
import { useSync } from "../sync";
import { forgetAll } from "./kept";
import { Service } from "./service";

export const FLOW: FlowDoc = {
  flow: "clinic",
  title: "Clinic",
  start: "hello",
  nodes: {
    hello: { type: "say", say: "Hello.", next: "bye" },
    bye: { type: "end", say: "Bye.", result: "done" },
  },
};

/** Before each test the flow is opened anew; what is returned is the service of the test that runs. */
export function openedFlow(): () => Service {
  let service = new Service(FLOW);
  beforeEach(async () => {
    vi.useFakeTimers();
    forgetAll();
    service = new Service(FLOW);
    vi.stubGlobal("fetch", service.fetch);
    await useSync.getState().open("clinic");
  });
  afterEach(async () => {
    useSync.getState().close();
    await vi.runOnlyPendingTimersAsync();
    vi.useRealTimers();
  });
  return () => service;
}

export function say(step: string, text: string, label = `Changed what ${step} says`): void {
  useDocument.getState().edit(label, (d) => setAt(d, ["nodes", step, "say"], text));
}

export function said(document: FlowDoc | null, step: string): Json | undefined {
  return document?.nodes[step]?.say;
}

export const here = () => useDocument.getState().document;
export const state = () => useSync.getState().state;
