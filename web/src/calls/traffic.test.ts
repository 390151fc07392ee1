import { expect, it } from "vitest";
import type { Figures, StepNumbers } from "../api/types";
import { loss, stepMarks, waysTaken } from "./traffic";

const numbers = (entered: number, left: number, hang_ups: number): StepNumbers => ({
  calls: entered,
  entered,
  left,
  hang_ups,
  no_match: 0,
  no_input: 0,
  corrections: 0,
  transfers: 0,
  median_seconds: null,
  median_latency_ms: null,
});

it("adds up the exits that lead from one step to another", () => {
  const exits = [
    { from: "a", exit: "next", to: "b", count: 3 },
    { from: "a", exit: "if_empty", to: "b", count: 2 },
    { from: "b", exit: "next", to: "a", count: 1 },
  ];
  expect([...waysTaken({ exits } as unknown as Figures)]).toEqual([
    ["a b", 5],
    ["b a", 1],
  ]);
});

it("measures the loss at the step itself, not of the calls that came through it", () => {
  expect(loss(numbers(100, 90, 10))).toBeCloseTo(0.4);
  expect(loss(numbers(100, 0, 0))).toBe(0);
  expect(loss(numbers(10, 0, 9))).toBe(1);
  expect(loss(numbers(0, 0, 0))).toBe(0);
  const marks = stepMarks({ steps: { a: numbers(4, 3, 1) } } as unknown as Figures);
  expect(marks.get("a")?.told).toBe("4 came, 75% went on");
});
