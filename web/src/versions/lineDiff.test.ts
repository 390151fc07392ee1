import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folded, sideBySide } from "./lineDiff";

const told = (from: string, to: string) =>
  sideBySide(from, to).map(({ kind, left, right }) => [kind, left?.text ?? "", right?.text ?? ""]);

const text = fc
  .array(fc.constantFrom("a", "b", "c", "d: 1", ""), { maxLength: 12 })
  .map((lines) => lines.map((line) => `${line}\n`).join(""));

describe("two texts side by side", () => {
  it("have what replaced what in one row", () => {
    expect(told("a\nb\nc\n", "a\nB\nc\nd\n")).toEqual([
      ["same", "a", "a"],
      ["changed", "b", "B"],
      ["same", "c", "c"],
      ["added", "", "d"],
    ]);
  });
  it("show a line that moved as taken away and added", () => {
    expect(told("a\nb\n", "b\na\n").map(([kind]) => kind)).toEqual(["removed", "same", "added"]);
  });
  it("have no rows when there is nothing", () => {
    expect(told("", "")).toEqual([]);
    expect(told("", "a\n")).toEqual([["added", "", "a"]]);
  });
  it("hold every line of either once, in order and with its number", () => {
    fc.assert(
      fc.property(text, text, (from, to) => {
        const rows = sideBySide(from, to);
        for (const [side, whole] of [
          ["left", from],
          ["right", to],
        ] as const) {
          const cells = rows.flatMap((row) => row[side] ?? []);
          expect(cells.map((each) => `${each.text}\n`).join("")).toBe(whole);
          expect(cells.map(({ number }) => number)).toEqual(cells.map((_, at) => at + 1));
        }
        for (const { kind, left, right } of rows) {
          expect(kind === "same").toBe(left !== null && right !== null && left.text === right.text);
        }
      }),
    );
  });
});

describe("what is the same", () => {
  const rows = sideBySide("1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\n4\n5\nsix\n7\n");
  it("is folded, but for the lines around a difference", () => {
    expect(folded(rows, 1).map(({ folded: fold, rows: inside }) => [fold, inside.length])).toEqual([
      [true, 4],
      [false, 3],
    ]);
  });
  it("loses no row by being folded", () => {
    expect(folded(rows).flatMap((stretch) => stretch.rows)).toEqual(rows);
  });
});
