import { expect, test } from "vitest";
import { ApiError } from "../../api/client";
import { waitOf } from "../../api/access";
import { remaining, secondsUntil } from "./remaining";

test.each([
  [1, "1 second"],
  [42, "42 seconds"],
  [60, "1:00 minutes"],
  [125, "2:05 minutes"],
])("%d s is told as %s", (seconds, told) => {
  expect(remaining(seconds)).toBe(told);
});

test("a wait ends at its moment, and not before", () => {
  expect(secondsUntil(10_000, 9_001)).toBe(1);
  expect(secondsUntil(10_000, 10_000)).toBe(0);
  expect(secondsUntil(10_000, 99_000)).toBe(0);
});

test("only a refusal that says how long means a wait", () => {
  const too = (status: number, body: unknown) => new ApiError("No.", status, "too_many", body);
  expect(waitOf(too(429, { retry_after: 7.2 }))).toBe(8);
  expect(waitOf(too(429, {}))).toBe(0);
  expect(waitOf(too(429, "Too many."))).toBe(0);
  expect(waitOf(too(401, { retry_after: 7 }))).toBe(0);
  expect(waitOf(new Error("No."))).toBe(0);
});
