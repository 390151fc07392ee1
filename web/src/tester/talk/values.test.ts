import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../doc/types";
import { turn } from "./testing";
import { changesOf, editable, readBack, shown, valuesAt } from "./values";

describe("a value", () => {
  it.each<[Json | undefined, string]>([
    [null, "nothing"],
    ["", "nothing"],
    [true, "yes"],
    [12.5, "12.5"],
    ["Asha Rao", "Asha Rao"],
    [["a", 2], "a, 2"],
    [[{ id: 1 }, { id: 2 }], "2 items"],
    [{ start: "2026-03-10T09:00", open: false }, "start: 2026-03-10T09:00, open: no"],
  ])("%j is shown in words", (value, words) => {
    expect(shown(value)).toBe(words);
  });
  it("is cut when it is long", () => expect(shown("x".repeat(500))).toHaveLength(121));
});

describe("a value that is edited", () => {
  const json = fc
    .jsonValue({ maxDepth: 2 })
    .filter((value) => value !== null && value !== "") as fc.Arbitrary<Json>;
  it("comes back as it was when nothing is changed", () => {
    fc.assert(
      fc.property(json, (value) => {
        fc.pre(typeof value !== "string" || value.trim() !== "");
        expect(JSON.stringify(readBack(editable(value), value))).toBe(JSON.stringify(value));
      }),
    );
  });
  it("is nothing when the field is empty", () => expect(readBack(" ", 5)).toBeNull());
  it("must be of the kind that it was", () => {
    expect(readBack("seven", 7)).toBeUndefined();
    expect(readBack("[1]", { a: 1 })).toBeUndefined();
    expect(readBack("perhaps", true)).toBeUndefined();
    expect(readBack("No", true)).toBe(false);
    expect(readBack("12", "11")).toBe("12");
  });
});

describe("what a conversation knows", () => {
  const turns = [
    turn({ values: { day: null, name: "Jo" }, changed: ["name"] }),
    turn({ values: { day: "2026-03-02", name: "Jo" }, changed: ["day"] }),
    turn({ values: { day: "2026-03-03", name: "Jo" }, changed: ["day"] }),
  ];
  it("is listed with the turn that changed it last", () => {
    expect(valuesAt(turns, 2)).toEqual([
      { name: "day", value: "2026-03-03", since: 2 },
      { name: "name", value: "Jo", since: 0 },
    ]);
    expect(valuesAt(turns, 0)).toEqual([{ name: "name", value: "Jo", since: 0 }]);
  });
  it("is told by what each turn changed", () => {
    expect(changesOf(turns, 2)).toEqual([{ name: "day", from: "2026-03-02", to: "2026-03-03" }]);
  });
});
