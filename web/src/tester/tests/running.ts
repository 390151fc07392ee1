/** The tests of the flow that is edited, as they ran last. */

import { create } from "zustand";
import { ApiError, ask } from "../../api/client";
import type { Problem } from "../../api/types";
import type { FlowDoc } from "../../doc/types";
import type { TestRun } from "./reports";

interface Running {
  run: TestRun | null;
  /** The document that they ran on. */
  of: FlowDoc | null;
  running: boolean;
  refusal: { message: string; problems: readonly Problem[] } | null;
  /** They run after each change. */
  auto: boolean;
  /** What they come through is shown on the canvas. */
  painted: boolean;
  setAuto: (auto: boolean) => void;
  paint: (painted: boolean) => void;
  start: (flow: string, document: FlowDoc) => Promise<void>;
}

let newest = new AbortController();

export const useRunning = create<Running>()((set) => ({
  run: null,
  of: null,
  running: false,
  refusal: null,
  auto: false,
  painted: true,
  setAuto: (auto) => set({ auto }),
  paint: (painted) => set({ painted }),
  start: async (flow, document) => {
    newest.abort();
    newest = new AbortController();
    const { signal } = newest;
    set({ running: true });
    try {
      const run = await ask<TestRun>("POST", `/api/flows/${flow}/tests`, { document }, signal);
      if (!signal.aborted) set({ run, of: document, running: false, refusal: null });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      const { problems = [] } = (error.body ?? {}) as { problems?: Problem[] };
      set({ running: false, refusal: { message: error.message, problems } });
    }
  },
}));
