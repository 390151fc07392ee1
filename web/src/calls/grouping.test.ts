import { expect, it } from "vitest";
import { byTurn, heardOf } from "./grouping";
import { turnOf } from "./sample";
import type { LiveLine } from "./timeline";

const line = (turn: number, text: string, more: Partial<LiveLine> = {}): LiveLine => ({
  turn,
  at_ms: 0,
  who: "bot",
  text,
  cut: false,
  step: null,
  language: null,
  unsettled: false,
  ...more,
});

it("puts what belongs to a turn together, turns in order", () => {
  const told = turnOf(1, []);
  const groups = byTurn([line(0, "Hello."), line(2, "c"), line(1, "a"), line(1, "b")], [told]);
  expect(groups.map(({ turn, lines }) => [turn, lines.map(({ text }) => text)])).toEqual([
    [0, ["Hello."]],
    [1, ["a", "b"]],
    [2, ["c"]],
  ]);
  expect(groups.map((group) => group.told)).toEqual([null, told, null]);
});

it("parts a cut sentence where the caller stopped to hear it", () => {
  const text = "One two three.";
  expect(heardOf(line(0, text, { cut: true, heard_text: "One two" }))).toEqual(["One two", " three."]);
  expect(heardOf(line(0, text, { cut: true, heard_text: "" }))).toEqual(["", text]);
  expect(heardOf(line(0, text, { cut: true, heard_text: null }))).toEqual([text, ""]);
  expect(heardOf(line(0, text))).toEqual([text, ""]);
});
