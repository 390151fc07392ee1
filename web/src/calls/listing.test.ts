import { describe, expect, it } from "vitest";
import type { CallRow } from "../api/types";
import { isUnfinished, NOTHING_LISTED, withFirst, withMore } from "./listing";

const row = (id: string, more: Partial<CallRow> = {}): CallRow => ({
  id,
  flow: "clinic",
  version: 1,
  environment: "live",
  line: "twilio",
  started_at: "2026-03-02T09:00:00Z",
  ended_at: "2026-03-02T09:01:00Z",
  seconds: 60,
  caller: null,
  callee: null,
  direction: "inbound",
  result: null,
  success: null,
  ended_by: null,
  why: null,
  live: false,
  step: null,
  step_title: null,
  turns: 1,
  cost: null,
  ...more,
});
const ids = ({ calls }: { calls: readonly CallRow[] }) => calls.map(({ id }) => id).join("");
const page = (names: string, next: string | null = null) => ({
  calls: Array.from(names).map((id) => row(id)),
  next,
});

describe("the list", () => {
  const shown = withMore(withFirst(NOTHING_LISTED, "q", page("dc", "1")), page("ba", "2"));

  it("grows at its end, without telling a call twice", () => {
    expect(ids(shown)).toBe("dcba");
    expect(ids(withMore(shown, page("az")))).toBe("dcbaz");
  });

  it("gets new calls on top and keeps what was loaded further down", () => {
    const now = withFirst(shown, "q", page("ed", "other"));
    expect(ids(now)).toBe("edcba");
    expect(now.next).toBe("2");
  });

  it("begins anew for another question, and when nothing fits any more", () => {
    expect(ids(withFirst(shown, "other", page("x")))).toBe("x");
    expect(ids(withFirst(shown, "q", page("")))).toBe("");
  });

  it("remembers the results that it has seen", () => {
    const booked = withFirst(NOTHING_LISTED, "q", { calls: [row("a", { result: "booked" })], next: null });
    expect(withFirst(booked, "other", page("x")).results).toEqual(["booked"]);
  });
});

it("asks again for calls that were over a moment ago and are not counted yet", () => {
  const now = new Date("2026-03-02T09:01:05Z");
  expect(isUnfinished([row("a", { turns: null })], now)).toBe(true);
  expect(isUnfinished([row("a")], now)).toBe(false);
  expect(isUnfinished([row("a", { turns: null, live: true })], now)).toBe(false);
  expect(isUnfinished([row("a", { turns: null })], new Date("2026-03-02T10:00:00Z"))).toBe(false);
});
