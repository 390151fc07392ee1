/** Which steps a call came through, turn by turn. */

import type { CallTurn } from "../api/types";

export interface PathTurn {
  turn: number;
  at_ms: number;
  steps: readonly string[];
}

/** Turns in which the call came to a step. A step that it only came back to is told once. */
export function callPath(turns: readonly CallTurn[]): readonly PathTurn[] {
  return turns.flatMap(({ turn, at_ms, steps }) => {
    const through = steps.filter((step, index) => step !== steps[index - 1]);
    return through.length ? [{ turn, at_ms, steps: through }] : [];
  });
}

/** Every step that it came through, and how often. */
export function visits(turns: readonly CallTurn[]): ReadonlyMap<string, number> {
  const counted = new Map<string, number>();
  let last = "";
  for (const step of callPath(turns).flatMap((each) => each.steps)) {
    if (step !== last) counted.set(step, (counted.get(step) ?? 0) + 1);
    last = step;
  }
  return counted;
}

/** The ways it took between steps, and how often: `["menu", "details", 1]`. */
export function ways(turns: readonly CallTurn[]): readonly [string, string, number][] {
  const steps = callPath(turns).flatMap((each) => each.steps);
  const counted = new Map<string, [string, string, number]>();
  steps.forEach((to, index) => {
    const from = steps[index - 1];
    if (from === undefined || from === to) return;
    const key = `${from} ${to}`;
    const way = counted.get(key);
    counted.set(key, [from, to, (way?.[2] ?? 0) + 1]);
  });
  return [...counted.values()];
}
