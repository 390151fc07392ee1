/** Where the recording of the call that is shown is, and where it is wanted to be. */

import { create } from "zustand";

interface Recorder {
  /** Seconds that have been played. */
  at: number;
  /** Where somebody wants to hear it from; the player takes that and clears it. */
  wanted: number | null;
  /** There is a recording, so that transcripts offer to play it. */
  there: boolean;
  hear: (fromMs: number) => void;
  tell: (facts: Partial<Pick<Recorder, "at" | "wanted" | "there">>) => void;
}

/** So much before a sentence its recording is played from, so that its first sound is not cut. */
const BEFORE_S = 0.3;

export const useRecorder = create<Recorder>()((set) => ({
  at: 0,
  wanted: null,
  there: false,
  hear: (fromMs) => set({ wanted: Math.max(0, fromMs / 1000 - BEFORE_S) }),
  tell: (facts) => set(facts),
}));
