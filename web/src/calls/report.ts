/** What a report says, made ready for tables and charts. */

import type { Figures, StepNumbers } from "../api/types";
import { has, own } from "../doc/own";
import { distinctTitle } from "../doc/titles";
import type { FlowDoc } from "../doc/types";
import { WITHOUT_RESULT } from "./filters";
import { words } from "./format";

export const COLUMNS = [
  "entered",
  "left",
  "hang_ups",
  "no_match",
  "no_input",
  "corrections",
  "transfers",
  "median_seconds",
  "median_latency_ms",
] as const;
export type Column = (typeof COLUMNS)[number];

export interface StepRow {
  step: string;
  title: string;
  numbers: StepNumbers;
  /** Of the version that it is compared with; null where that has none of it. */
  compared: StepNumbers | null;
  /** How many of those who came went on, 0 to 1; null when nobody came. */
  wentOn: number | null;
}

export interface Sorting {
  by: Column | "step" | "wentOn";
  down: boolean;
}

/** A row for each step that calls came to; names from the document, where it still has the step. */
export function stepRows(report: Figures, compared: Figures | null, document: FlowDoc | null): StepRow[] {
  const names = new Set([...Object.keys(report.steps), ...Object.keys(compared?.steps ?? {})]);
  return [...names].map((step) => {
    const numbers = own(report.steps, step) ?? NOTHING;
    return {
      step,
      title: document && has(document.nodes, step) ? distinctTitle(document, step) : words(step),
      numbers,
      compared: own(compared?.steps, step) ?? null,
      wentOn: numbers.entered ? numbers.left / numbers.entered : null,
    };
  });
}

const NOTHING: StepNumbers = {
  calls: 0,
  entered: 0,
  left: 0,
  hang_ups: 0,
  no_match: 0,
  no_input: 0,
  corrections: 0,
  transfers: 0,
  median_seconds: null,
  median_latency_ms: null,
};

/** What is not known comes last, whichever way it is sorted. */
export function sortRows(rows: readonly StepRow[], { by, down }: Sorting): StepRow[] {
  const value = (row: StepRow): number | string | null => {
    if (by === "step") return row.title.toLowerCase();
    return by === "wentOn" ? row.wentOn : row.numbers[by];
  };
  return [...rows].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    const order =
      typeof left === "string" || typeof right === "string"
        ? String(left).localeCompare(String(right))
        : left - right;
    return down ? -order : order;
  });
}

export interface Segment {
  result: string;
  count: number;
  from: number;
}
export interface DayBar {
  day: string;
  calls: number;
  segments: readonly Segment[];
}

/** Stacked bars of results by day, the most frequent result below, calls without one on top. */
export function dayBars(figures: Figures): DayBar[] {
  const order = resultsInOrder(figures);
  return figures.by_day.map(({ day, calls, results }) => {
    const segments: Segment[] = [];
    let at = 0;
    for (const result of order) {
      const count = result === WITHOUT_RESULT ? calls - at : (results[result] ?? 0);
      if (count) segments.push({ result, count, from: at });
      at += count;
    }
    return { day, calls, segments };
  });
}

/** The most frequent first, and at the end calls without a result, if there are any. */
export function resultsInOrder({ results, without_result }: Figures): string[] {
  const named = Object.entries(results)
    .sort(([one, a], [other, b]) => b - a || one.localeCompare(other))
    .map(([result]) => result);
  return without_result ? [...named, WITHOUT_RESULT] : named;
}

/** A round number at or above the largest, and the lines to draw below it. `whole`: nothing between whole numbers. */
export function scale(
  largest: number,
  { whole }: { whole: boolean } = { whole: true },
): { top: number; ticks: readonly number[] } {
  const step = whole ? Math.max(1, niceStep(largest / 4, 1)) : niceStep(largest / 4, 1e-6);
  const lines = Math.max(1, Math.ceil(largest / step - 1e-9));
  return { top: lines * step, ticks: Array.from({ length: lines + 1 }, (_, index) => index * step) };
}

function niceStep(rough: number, least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, least)));
  const found = [1, 2, 5, 10].find((each) => each * power >= rough) ?? 10;
  return found * power;
}

/** “+3”, “−2”; empty for no change or nothing to compare with. */
export function change(now: number | null, before: number | null | undefined): number | null {
  return now === null || before === null || before === undefined || now === before ? null : now - before;
}
