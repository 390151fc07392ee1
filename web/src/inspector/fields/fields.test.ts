import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { setAt } from "../../doc/ops";
import { scheduling } from "../../doc/testing/flows";
import { readAnything, writeAnything } from "./anything";
import { newPhrases, swapped } from "./lists";
import { readLine, writeLine } from "./script";
import { summaryOf } from "./summary";

describe("small things", () => {
  it("lines of a script read as they are written", () => {
    const lines = (scheduling["tests"] as { script: never[] }[]).flatMap(({ script }) => script);
    for (const line of lines) expect(writeLine(readLine(line))).toEqual(line);
    expect(writeLine({ kind: "expect", text: "date" })).toBeNull();
  });

  it("anything reads as it is written", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as typeof value;
        fc.pre(typeof plain !== "string" || plain.trim() === plain);
        expect(readAnything(writeAnything(plain as never))).toEqual(plain);
      }),
      { numRuns: 150 },
    );
    expect(readAnything("[1, ")).toBeUndefined();
  });

  it("pasted phrases come one a line, none twice", () => {
    expect(newPhrases("book\nmake a booking, please\n\nBOOK", ["x"])).toEqual([
      "book",
      "make a booking, please",
    ]);
    expect(newPhrases("a, b; X", ["x"])).toEqual(["a", "b"]);
  });

  it("lists are put in another order", () => {
    expect(swapped(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  });

  it("entries are summed up by what they say and where they lead", () => {
    expect(summaryOf({ phrases: ["book", "x"], key: "1", set: { purpose: '"a"' }, to: "details" })).toBe(
      "book · 1 · details",
    );
  });

  it("a setting in a missing map is made with it", () => {
    expect(setAt(scheduling, ["nodes", "menu", "tries", "no_match"], 2).nodes["menu"]?.["tries"]).toEqual({
      no_match: 2,
    });
  });
});
