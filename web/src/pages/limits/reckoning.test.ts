import { expect, test } from "vitest";
import type { LimitEntry, RefusedCaller } from "../../api/limits";
import {
  amount,
  byScope,
  endOfDay,
  isInForce,
  lastDay,
  share,
  together,
  typedAmount,
  withCalls,
} from "./reckoning";

const limit = (name: string, more: Partial<LimitEntry> = {}): LimitEntry => ({
  name,
  meaning: name,
  unit: "calls",
  most: null,
  default: null,
  used: null,
  changed_at: null,
  changed_by: null,
  ...more,
});

test.each([
  [21.5, 25, 86, 86],
  [0, 25, 0, 0],
  [24.99, 25, 99, 99],
  [50, 25, 200, 100],
  [0, 0, 100, 100],
])("%d of %d is %d %%, and no bar is longer than its ground", (used, most, told, bar) => {
  expect(share(used, most)).toEqual({ told, bar });
});

test("limits stand by whom they bound, in the order of the service", () => {
  const [a, b, c] = [limit("caller.calls.hour"), limit("all.at_once"), limit("caller.at_once")];
  expect(byScope([a, b, c])).toEqual([
    ["caller", [a, c]],
    ["all", [b]],
  ]);
});

test("a limit that somebody took away is shown, too", () => {
  expect(isInForce(limit("all.at_once"))).toBe(false);
  expect(isInForce(limit("all.at_once", { most: 0 }))).toBe(true);
  expect(isInForce(limit("caller.at_once", { changed_at: "2026-03-02T09:00:00Z" }))).toBe(true);
});

test("calls at the same time are counted where all calls are", () => {
  expect(withCalls(limit("all.at_once"), 3).used).toBe(3);
  expect(withCalls(limit("anonymous.at_once"), 3).used).toBeNull();
});

test.each([
  [500_000, "tokens", null, "500,000 tokens"],
  [1, "calls", null, "1 call"],
  [1.5, "minutes", null, "1.5 minutes"],
  [25, "money", "USD", "$25.00"],
  [25, "money", null, "25"],
] as const)("%d %s", (value, unit, currency, told) => {
  expect(amount(value, unit, currency)).toBe(told);
});

test.each([
  ["60", "calls", 60],
  [" 0 ", "calls", 0],
  ["1.5", "minutes", 1.5],
  ["1.5", "calls", null],
  ["-1", "calls", null],
  ["1e9", "tokens", null],
  ["", "calls", null],
  ["9999999999999", "tokens", null],
])("typed as “%s” of %s", (typed, unit, value) => {
  expect(typedAmount(typed, unit)).toBe(value);
});

test("a day is over at its midnight, and comes back as the same day", () => {
  expect(endOfDay("")).toBeNull();
  for (const day of ["2026-03-02", "2026-12-31", "2028-02-29"]) expect(lastDay(endOfDay(day))).toBe(day);
  expect(lastDay(null)).toBe("");
});

test("hours of one caller and reason are one line, the latest first", () => {
  const row = (
    caller: string,
    why: string,
    callee: string,
    calls: number,
    last_at: string,
  ): RefusedCaller => ({
    hour: last_at,
    caller,
    why,
    callee,
    calls,
    last_at,
  });
  const told = together([
    row("+1", "blocked", "+9", 2, "2026-03-02T09:41:07Z"),
    row("+1", "blocked", "+8", 3, "2026-03-02T11:00:00Z"),
    row("+2", "blocked", "+9", 1, "2026-03-02T10:00:00Z"),
    row("+1", "caller.at_once", "+9", 1, "2026-03-02T08:00:00Z"),
  ]);
  expect(told.map(({ caller, why, calls }) => [caller, why, calls])).toEqual([
    ["+1", "blocked", 5],
    ["+2", "blocked", 1],
    ["+1", "caller.at_once", 1],
  ]);
  expect(told[0]?.callees).toEqual(["+9", "+8"]);
});
