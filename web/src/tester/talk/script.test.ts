import { describe, expect, it } from "vitest";
import type { Line, RehearsedTurn } from "../../api/types";
import { differing, goesOn, pathUntil, tellLine } from "./script";
import { turn } from "./testing";

describe("a line of the conversation", () => {
  it.each<[Line, string, string]>([
    [{ caller: "hello" }, "caller", "hello"],
    [{ press: "12#" }, "caller", "presses 12#"],
    [{ silence: true }, "caller", "says nothing"],
    [{ hangup: true }, "caller", "hangs up"],
    [{ ring_back: 20 }, "caller", "rings back after 20 s"],
    [{ not_taken: true }, "line", "nobody takes the call"],
    [{ event: "paid", value: 5 }, "line", "It happens: paid"],
    [{ set: { day: "2026-03-02" } }, "you", "You set day"],
  ])("%j is told", (line, who, text) => {
    expect(tellLine(line)).toEqual({ who, text });
  });
});

describe("after an edit", () => {
  const said = (text: string): Partial<RehearsedTurn> => ({
    said: [{ text, step: "menu", language: "en", fixed: true }],
  });
  it("turns that say, go or end otherwise are told", () => {
    const before = [turn(said("Hello.")), turn({ steps: ["a"] }), turn({ ended: null }), turn({})];
    const now = [turn(said("Hi.")), turn({ steps: ["b"] }), turn({ ended: "done" }), turn({})];
    expect([...differing(before, now)]).toEqual([0, 1, 2]);
  });
  it("turns that came or went are told", () => {
    expect([...differing([turn({})], [turn({}), turn({})])]).toEqual([1]);
    expect([...differing([turn({}), turn({})], [turn({})])]).toEqual([1]);
  });
  it("nothing is told when all goes as it went", () => {
    expect(differing([turn(said("Hello."))], [turn(said("Hello."))]).size).toBe(0);
  });
});

it("The path is that of all turns up to one", () => {
  const turns = [turn({ steps: ["a", "b"] }), turn({ steps: ["c"] }), turn({ steps: ["d"] })];
  expect(pathUntil(turns, 1)).toEqual(["a", "b", "c"]);
});

describe("the call goes on", () => {
  it("until it ends", () => {
    expect(goesOn([turn({})])).toBe(true);
    expect(goesOn([turn({}), turn({ ended: "done" })])).toBe(false);
  });
  it("until the caller hangs up", () =>
    expect(goesOn([turn({}), turn({ line: { hangup: true } })])).toBe(false));
  it("not before it began", () => expect(goesOn([])).toBe(false));
});
