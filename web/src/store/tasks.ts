/** What is being asked of the person about a step: one thing at a time, wherever it was begun. */

import { create } from "zustand";
import type { Exit } from "../doc/exits";
import { exitNow, exitsNow } from "./choices";
import { mayNow } from "./me";
import { useUi } from "./ui";

export type Task =
  | { kind: "add"; after?: { step: string; exit: Exit } }
  | { kind: "exit"; step: string; exit: Exit }
  | { kind: "menu"; step: string; x: number; y: number }
  | { kind: "rename"; step: string }
  | { kind: "search" };

interface Tasks {
  task: Task | null;
  ask: (task: Task) => void;
  close: () => void;
}

export const useTasks = create<Tasks>()((set) => ({
  task: null,
  ask: (task) => {
    if (task.kind === "search" || mayNow("edit")) set({ task });
  },
  close: () => set({ task: null }),
}));

/** Ask where an exit should lead, or which step should be added there. */
export function askExit(step: string, key: string): void {
  const exit = exitNow(step, key);
  if (exit) useTasks.getState().ask({ kind: "exit", step, exit });
}

/** Ask which kind of step to add: after the one that is selected, where that leads on; else by itself. */
export function askToAdd(): void {
  const { step } = useUi.getState();
  const exit = step === null ? undefined : exitAfter(step);
  useTasks.getState().ask({ kind: "add", ...(step !== null && exit ? { after: { step, exit } } : {}) });
}

function exitAfter(step: string): Exit | undefined {
  const exits = exitsNow(step).filter((exit) => exit.required);
  return exits.find((each) => each.target === null) ?? exits[0];
}

/** Ask which step to add after another: at its first exit that leads nowhere, else at its first. */
export function askAfter(step: string): void {
  const exit = exitAfter(step);
  useTasks.getState().ask(exit ? { kind: "exit", step, exit } : { kind: "add" });
}
