import { expect, it } from "vitest";
import { bars, waited } from "./waterfall";

const moments = [
  { stage: "caller_silent", at_ms: 10_000 },
  { stage: "end_of_turn", at_ms: 10_350 },
  { stage: "recognised", at_ms: 10_268 },
  { stage: "first_text", at_ms: 10_273 },
  { stage: "sent", at_ms: 10_350 },
  { stage: "durable", at_ms: 10_900 },
];

it("draws a bar for each stage from where the one before ended, from the caller's last sound on", () => {
  expect(bars(moments)).toEqual([
    { stage: "recognised", from_ms: 0, to_ms: 268 },
    { stage: "first_text", from_ms: 268, to_ms: 273 },
    { stage: "end_of_turn", from_ms: 273, to_ms: 350 },
    { stage: "sent", from_ms: 350, to_ms: 350 },
  ]);
});

it("counts the wait until the first sound was sent", () => {
  expect(waited(moments)).toBe(350);
  expect(waited([{ stage: "first_sound", at_ms: 90 }])).toBe(90);
  expect(waited([])).toBeNull();
});
