/** What is laid over the steps: problems, the tested path, coverage, traffic and differences. */

import type { Change, Problem, Report, StepNumbers } from "../api/types";
import { own } from "../doc/own";

export interface Marks {
  errors: number;
  warnings: number;
  /** The tested conversation came through; 2: it is there now. */
  lit: 0 | 1 | 2;
  /** Whether the tests come through; null: not shown. */
  covered: boolean | null;
  traffic: StepNumbers | null;
  /** The part of all calls that came here; null without traffic. */
  share: number | null;
  change: Change["kind"] | null;
}

/** What calls did: that of a whole report, or of one of the versions in it. */
export type Traffic = Pick<Report, "calls" | "steps" | "exits">;

export interface Overlays {
  problems: readonly Problem[];
  path: readonly string[];
  covered: ReadonlySet<string> | null;
  traffic: Traffic | null;
  changes: readonly Change[];
}

export const EMPTY_OVERLAYS: Overlays = { problems: [], path: [], covered: null, traffic: null, changes: [] };

/** The marks of every step. */
export function marksOf(names: readonly string[], overlays: Overlays): Map<string, Marks> {
  const counts = problemCounts(overlays.problems);
  const lit = new Set(overlays.path);
  const now = overlays.path.at(-1);
  const changed = new Map(overlays.changes.map((change) => [change.step, change.kind] as const).reverse());
  const { traffic } = overlays;
  return new Map(
    names.map((name) => {
      const numbers = own(traffic?.steps, name) ?? null;
      return [
        name,
        {
          errors: counts.get(name)?.errors ?? 0,
          warnings: counts.get(name)?.warnings ?? 0,
          lit: name === now ? 2 : lit.has(name) ? 1 : 0,
          covered: overlays.covered ? overlays.covered.has(name) : null,
          traffic: numbers,
          share: traffic && traffic.calls > 0 ? (numbers?.calls ?? 0) / traffic.calls : null,
          change: changed.get(name) ?? null,
        },
      ];
    }),
  );
}

/** The step that a problem or change is about. */
export function stepOf(path: readonly (string | number)[]): string | null {
  const [top, name] = path;
  return top === "nodes" && typeof name === "string" ? name : null;
}

function problemCounts(problems: readonly Problem[]): Map<string, { errors: number; warnings: number }> {
  const counts = new Map<string, { errors: number; warnings: number }>();
  for (const problem of problems) {
    const name = stepOf(problem.path);
    if (name === null || problem.level === "hint") continue;
    const count = counts.get(name) ?? { errors: 0, warnings: 0 };
    if (problem.level === "error") count.errors += 1;
    else count.warnings += 1;
    counts.set(name, count);
  }
  return counts;
}

/** The lines that the tested conversation went along: from each step to the next that it came to. */
export function litLines(path: readonly string[]): ReadonlySet<string> {
  return new Set(path.slice(1).map((to, at) => `${path[at] ?? ""}>${to}`));
}

/** How many calls took each exit, by `step/exit>target`; `exit` as the reports name it. */
export function lineTraffic(traffic: Traffic | null): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { from, exit, to, count } of traffic?.exits ?? []) {
    const key = `${from}/${exit}>${to}`;
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return counts;
}

/** How thick the line of so many calls is. */
export function thickness(count: number, most: number): number {
  return most > 0 ? 1.5 + 8 * Math.sqrt(count / most) : 1.5;
}
