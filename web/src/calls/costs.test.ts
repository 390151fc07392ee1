import { expect, test } from "vitest";
import type { DayNumbers } from "../api/types";
import { costsByStage } from "./costs";

const day = (at: string, ...stages: [string, number, string][]): DayNumbers => ({
  day: at,
  calls: stages.length,
  seconds: 0,
  results: {},
  cost: [],
  stages: stages.map(([stage, amount, currency]) => ({ stage, amount, currency })),
});

test("stages lie on each other, the telephone below, and every day is there", () => {
  const [costs] = costsByStage([
    day("2026-03-02", ["asr", 1, "INR"], ["line", 3, "INR"], ["llm", 0, "INR"]),
    day("2026-03-03"),
  ]);
  expect(costs?.stages).toEqual(["line", "asr"]);
  expect(costs?.total).toBe(4);
  expect(costs?.sums.get("line")).toBe(3);
  expect(costs?.days).toEqual([
    {
      day: "2026-03-02",
      total: 4,
      parts: [
        { stage: "line", from: 0, amount: 3 },
        { stage: "asr", from: 3, amount: 1 },
      ],
    },
    { day: "2026-03-03", total: 0, parts: [] },
  ]);
});

test("currencies are told apart and never added", () => {
  const told = costsByStage([
    day("2026-03-02", ["line", 2, "USD"], ["line", 3, "INR"]),
    day("2026-03-03", ["line", 5, "INR"]),
  ]);
  expect(told.map(({ currency, total }) => [currency, total])).toEqual([
    ["INR", 8],
    ["USD", 2],
  ]);
});

test("of calls that cost nothing there is no chart", () => {
  expect(costsByStage([day("2026-03-02", ["line", 0, "INR"]), day("2026-03-03")])).toEqual([]);
});
