import { describe, expect, it } from "vitest";
import type { Rehearsed, RehearsedTurn } from "../api/types";
import { compare, different, fillers } from "./replay";
import { call, flow, spoken, turnOf } from "./sample";

const now = (text: string, steps: string[], more: Partial<RehearsedTurn> = {}): RehearsedTurn => ({
  line: null,
  said: text ? [{ text, step: "", language: "en", fixed: true }] : [],
  steps,
  why: { heard: "", commands: [], conditions: [], exits: [], actions: [], notes: [] },
  values: {},
  changed: [],
  waiting_at: null,
  expects: null,
  ended: null,
  transfer: null,
  unmocked: [],
  ...more,
});
const rehearsed = (...turns: RehearsedTurn[]): Rehearsed => ({ turns, as_test: {}, coverage: { steps: [] } });

const page = call(
  [
    spoken(0, "bot", "Hello."),
    spoken(0, "bot", "Book or move?"),
    spoken(1, "caller", "book"),
    spoken(1, "bot", "Which day?"),
    spoken(2, "caller", "Tuesday"),
    spoken(2, "bot", "Booked."),
    spoken(2, "line", "The agent hung up.", { event: "ended" }),
  ],
  [turnOf(0, ["welcome", "menu"]), turnOf(1, ["details", "details"]), turnOf(2, ["book_it", "done"])],
);

describe("a call and the draft side by side", () => {
  it("are the same when steps, words and end are", () => {
    const compared = compare(
      page,
      rehearsed(
        now("Hello.  Book or move?", ["welcome", "menu"]),
        now("Which day?", ["details"]),
        now("Booked.", ["book_it", "done"], { ended: "booked" }),
      ),
    );
    expect(compared.map(({ difference }) => difference)).toEqual(["none", "none", "none"]);
    expect(compared.map(({ caller }) => caller)).toEqual(["", "book", "Tuesday"]);
    expect(different(compared)).toEqual([]);
  });

  it("differ by words, by the way, and by how it ends", () => {
    const compared = compare(
      page,
      rehearsed(
        now("Good day. Book or move?", ["welcome", "menu"]),
        now("Which day?", ["day"], { unmocked: ["find"] }),
        now("Booked.", ["book_it", "done"], { ended: "moved" }),
      ),
    );
    expect(compared.map(({ difference }) => difference)).toEqual(["words", "path", "path"]);
    expect(compared[1]?.examples).toEqual(["find"]);
    expect(different(compared)).toHaveLength(3);
  });

  it("may have other words because actions answered with examples, which is no difference of the draft", () => {
    const compared = compare(
      page,
      rehearsed(
        now("Hello. Book or move?", ["welcome", "menu"]),
        now("Which other day?", ["details"], { unmocked: ["find"] }),
        now("Booked for ten.", ["book_it", "done"], { ended: "booked" }),
      ),
    );
    expect(compared.map(({ difference }) => difference)).toEqual(["none", "examples", "examples"]);
    expect(different(compared)).toEqual([]);
  });

  it("do not count what is said while an action is slow", () => {
    const filler = { en: ["One moment.", "Nearly there."], hi: "रुकिए।" };
    const skipped = fillers({ ...flow, nodes: { find: { type: "do", filler }, end: { type: "end" } } });
    expect([...skipped]).toEqual(["One moment.", "Nearly there.", "रुकिए।"]);
    const said = [{ text: "One moment.", step: "find", language: "en", fixed: true }];
    const waiting = { ...now("Which day?", ["details"]), said: [...said, ...now("Which day?", []).said] };
    const turns = rehearsed(now("Hello. Book or move?", ["welcome", "menu"]), waiting);
    expect(compare(page, turns, skipped)[1]?.difference).toBe("none");
    expect(compare(page, turns)[1]?.difference).toBe("words");
  });

  it("tell where the draft has ended already", () => {
    const compared = compare(
      page,
      rehearsed(now("Hello. Book or move?", ["welcome", "menu"], { ended: "closed" })),
    );
    expect(compared.map(({ difference }) => difference)).toEqual(["path", "missing", "missing"]);
    expect(compared[2]?.after).toBeNull();
  });

  it("hold a turn together that the caller's silence began", () => {
    const silent = call(
      [
        spoken(0, "bot", "Hello?"),
        spoken(1, "line", "The caller said nothing.", { event: "silence" }),
        spoken(1, "bot", "Are you there?"),
      ],
      [turnOf(0, ["menu"]), turnOf(1, [])],
      { result: null },
    );
    const compared = compare(silent, rehearsed(now("Hello?", ["menu"]), now("Are you there?", [])));
    expect(compared.map(({ caller, difference }) => [caller, difference])).toEqual([
      ["", "none"],
      ["…", "none"],
    ]);
  });
});
