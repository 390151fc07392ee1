/** What the tests of a flow came to. */

import type { Json } from "../../doc/types";

export interface TestReport {
  name: string;
  ok: boolean;
  /** In a sentence; null when all went well. */
  failure: string | null;
  /** The line of the script where it went wrong, from 1. */
  line: number | null;
  differences: { expected: string; came: string }[];
  visited: string[];
  turns: number;
  transcript: { who: "bot" | "caller" | "keys" | "line"; text: string; script_line: number | null }[];
}

export interface TestRun {
  passed: number;
  failed: number;
  reports: TestReport[];
  coverage: { steps: Record<string, boolean>; percent: Json; missed: Json[] };
}

/** The steps that the tests come through, and those that they do not. */
export function covered(run: TestRun): { through: ReadonlySet<string>; missed: string[] } {
  const steps = Object.entries(run.coverage.steps);
  return {
    through: new Set(steps.filter(([, was]) => was).map(([step]) => step)),
    missed: steps.filter(([, was]) => !was).map(([step]) => step),
  };
}

/** A text in which ‹what differs› stands in brackets, in parts: every second one differs. */
export function pointedOut(text: string): { text: string; differs: boolean }[] {
  return text
    .split(/‹([^›]*)›/)
    .map((part, place) => ({ text: part, differs: place % 2 === 1 }))
    .filter((part) => part.text);
}
