/** What the service knows of steps and actions: read once, when an editor opens. */

import { create } from "zustand";
import { ask } from "../api/client";
import type { ActionSpec, Steps } from "../api/types";

interface Specs {
  steps: Steps | null;
  actions: readonly ActionSpec[];
  /** Read them, unless that has been done. Throws `ApiError`. */
  load: () => Promise<void>;
}

export const useSpecs = create<Specs>()((set, get) => ({
  steps: null,
  actions: [],
  load: async () => {
    if (get().steps) return;
    const [steps, actions] = await Promise.all([
      ask<Steps>("GET", "/api/steps"),
      ask<ActionSpec[]>("GET", "/api/actions"),
    ]);
    set({ steps, actions });
  },
}));
