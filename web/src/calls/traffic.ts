/** A report as marks on the picture of its flow. */

import type { Figures, StepNumbers } from "../api/types";
import { strings } from "../strings";
import type { Marked } from "./FlowPicture";
import { share } from "./format";

const { report } = strings.calls;
/** So great a part that hangs up at a step is as bad as it is drawn. */
const WORST = 0.25;

/** Calls by way, as `FlowPicture` wants them: all exits that lead from one step to another together. */
export function waysTaken(figures: Figures): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { from, to, count } of figures.exits)
    counts.set(`${from} ${to}`, (counts.get(`${from} ${to}`) ?? 0) + count);
  return counts;
}

/** How many came to each step, and how bad it is there: local to the step, whatever became of the calls later. */
export function stepMarks(figures: Figures): ReadonlyMap<string, Marked> {
  return new Map(
    Object.entries(figures.steps).map(([step, numbers]) => [
      step,
      {
        told: report.came(numbers.entered, share(numbers.left, numbers.entered)),
        strength: loss(numbers),
        kind: "bad" as const,
      },
    ]),
  );
}

/** 0: nobody hung up here; 1: a quarter or more did. */
export function loss({ entered, hang_ups }: StepNumbers): number {
  return entered ? Math.min(1, hang_ups / entered / WORST) : 0;
}
