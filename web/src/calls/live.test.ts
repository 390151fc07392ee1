import { expect, it } from "vitest";
import type { CallRow } from "../api/types";
import { readRow, withNews } from "./live";

const row = (id: string, started_at: string): CallRow => ({
  id,
  flow: "scheduling",
  version: 1,
  started_at,
  ended_at: null,
  seconds: null,
  caller: null,
  callee: null,
  direction: "inbound",
  result: null,
  success: null,
  ended_by: null,
  why: null,
  turns: 0,
  cost: null,
  live: true,
  line: "twilio",
  environment: "live",
  step: null,
  step_title: null,
});
const old = row("a", "2026-03-02T09:00:00Z");
const young = row("b", "2026-03-02T09:01:00Z");

it("puts the newest call first, whichever is told first", () => {
  expect(withNews(withNews([], "opened", young), "opened", old).map(({ id }) => id)).toEqual(["b", "a"]);
});

it("shows a call that is told again once, as it is now", () => {
  const calls = withNews([young, old], "changed", { ...old, turns: 4 });
  expect(calls.map(({ id, turns }) => [id, turns])).toEqual([
    ["b", 0],
    ["a", 4],
  ]);
});

it("drops a call that is over, and stays the same when it was not there", () => {
  const calls = [young, old];
  expect(withNews(calls, "ended", old)).toEqual([young]);
  expect(withNews(calls, "ended", row("c", "2026"))).toBe(calls);
});

it("reads only rows of calls", () => {
  expect(readRow(JSON.stringify(old))).toEqual(old);
  expect(readRow("{")).toBeNull();
  expect(readRow("null")).toBeNull();
  expect(readRow('{"id": 3}')).toBeNull();
});
