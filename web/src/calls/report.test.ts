import { describe, expect, it } from "vitest";
import type { Figures, StepNumbers } from "../api/types";
import { change, dayBars, resultsInOrder, scale, sortRows, stepRows } from "./report";
import { flow } from "./sample";

const numbers = (more: Partial<StepNumbers> = {}): StepNumbers => ({
  calls: 9,
  entered: 10,
  left: 8,
  hang_ups: 1,
  no_match: 2,
  no_input: 0,
  corrections: 0,
  transfers: 0,
  median_seconds: 4.5,
  median_latency_ms: 350,
  ...more,
});
const report = (more: Partial<Figures> = {}): Figures => ({
  version: null,
  calls: 6,
  results: { booked: 1, moved: 1, dropped: 3 },
  without_result: 1,
  verdict: { success: 2, partial: 0, failed: 3, none: 1 },
  steps: { menu: numbers(), gone_step: numbers({ entered: 2, left: 2, median_seconds: null }) },
  exits: [],
  unmatched: [],
  by_day: [
    { day: "2026-03-02", calls: 3, seconds: 60, cost: [], stages: [], results: { booked: 1, moved: 1 } },
    { day: "2026-03-03", calls: 0, seconds: 0, cost: [], stages: [], results: {} },
    { day: "2026-03-04", calls: 3, seconds: 30, cost: [], stages: [], results: { dropped: 3 } },
  ],
  ...more,
});

describe("steps of a report", () => {
  it("have their titles, and a step that the flow lost its name", () => {
    expect(stepRows(report(), null, flow).map(({ title }) => title)).toEqual(["Main question", "gone step"]);
  });

  it("tell how many went on, and nothing where nobody came", () => {
    const rows = stepRows(
      report({ steps: { menu: numbers(), who: numbers({ entered: 0, left: 0 }) } }),
      null,
      flow,
    );
    expect(rows.map(({ wentOn }) => wentOn)).toEqual([0.8, null]);
  });

  it("are compared by name, also steps that only the other version has", () => {
    const rows = stepRows(
      report({ steps: { menu: numbers() } }),
      report({ steps: { old: numbers() } }),
      flow,
    );
    expect(rows.map(({ step, compared }) => [step, compared !== null])).toEqual([
      ["menu", false],
      ["old", true],
    ]);
  });

  it("are sorted by any column; what is not known comes last both ways", () => {
    const rows = stepRows(report(), null, flow);
    const steps = (by: Parameters<typeof sortRows>[1]) => sortRows(rows, by).map(({ step }) => step);
    expect(steps({ by: "entered", down: false })).toEqual(["gone_step", "menu"]);
    expect(steps({ by: "entered", down: true })).toEqual(["menu", "gone_step"]);
    expect(steps({ by: "median_seconds", down: false })).toEqual(["menu", "gone_step"]);
    expect(steps({ by: "median_seconds", down: true })).toEqual(["menu", "gone_step"]);
    expect(steps({ by: "step", down: true })).toEqual(["menu", "gone_step"]);
  });

  it("tell a change, and none where nothing can be compared", () => {
    expect(change(5, 3)).toBe(2);
    expect(change(3, 3)).toBeNull();
    expect(change(3, null)).toBeNull();
    expect(change(3, undefined)).toBeNull();
  });
});

it("stacks the results of a day, the most frequent of all days below, those without one on top", () => {
  expect(dayBars(report())).toEqual([
    {
      day: "2026-03-02",
      calls: 3,
      segments: [
        { result: "booked", count: 1, from: 0 },
        { result: "moved", count: 1, from: 1 },
        { result: "-", count: 1, from: 2 },
      ],
    },
    { day: "2026-03-03", calls: 0, segments: [] },
    { day: "2026-03-04", calls: 3, segments: [{ result: "dropped", count: 3, from: 0 }] },
  ]);
});

it("orders results by frequency, then by name", () =>
  expect(resultsInOrder(report())).toEqual(["dropped", "booked", "moved", "-"]));

describe("the scale of a chart", () => {
  it.each([
    [0, 1, 2],
    [3, 3, 4],
    [7, 8, 5],
    [93, 100, 3],
    [1200, 1500, 4],
  ])("for %d goes up to %d", (largest, top, lines) => {
    expect(scale(largest).top).toBe(top);
    expect(scale(largest).ticks).toHaveLength(lines);
  });
});
