import { expect, it } from "vitest";
import { covered, pointedOut } from "./reports";

it("The steps that tests come through are told from those that they do not", () => {
  const run = {
    passed: 1,
    failed: 0,
    reports: [],
    coverage: { steps: { a: true, b: false }, percent: {}, missed: [] },
  };
  expect(covered(run)).toEqual({ through: new Set(["a"]), missed: ["b"] });
});

it("What differs is pointed out", () => {
  expect(pointedOut("at ‹nine› today")).toEqual([
    { text: "at ", differs: false },
    { text: "nine", differs: true },
    { text: " today", differs: false },
  ]);
  expect(pointedOut("‹all›")).toEqual([{ text: "all", differs: true }]);
});
