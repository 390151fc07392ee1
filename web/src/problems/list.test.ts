import { expect, test } from "vitest";
import type { Level, Problem } from "../api/types";
import { scheduling } from "../doc/testing/flows";
import { countsOf, inOrder, keyOf, placeOf } from "./list";

const problem = (level: Level, line: number): Problem => ({
  path: ["nodes", "menu"],
  line,
  code: "x",
  message: `${level} ${line}`,
  fix: "",
  level,
  consequences: [],
  repair: null,
});

test("errors come first, then warnings, then hints, each in the order of the document", () => {
  const mixed = [problem("hint", 1), problem("error", 9), problem("warning", 2), problem("error", 4)];
  expect(inOrder(mixed).map((each) => each.message)).toEqual(["error 4", "error 9", "warning 2", "hint 1"]);
  expect(countsOf(mixed)).toEqual({ error: 2, warning: 1, hint: 1 });
});

test("a problem is placed by what people call the step or the part of the flow", () => {
  expect(placeOf(scheduling, ["nodes", "look_up", "next"])).toBe("Look up");
  expect(placeOf(scheduling, ["slots", "day_part"])).toBe("Day part");
  expect(placeOf(scheduling, ["start"])).toBe("Start");
  expect(placeOf(scheduling, [])).toBeNull();
});

test("two problems of one setting have keys of their own", () => {
  expect(keyOf(problem("error", 1))).not.toBe(keyOf({ ...problem("error", 1), message: "other" }));
});
