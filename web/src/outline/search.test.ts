import { expect, test } from "vitest";
import { scheduling, steps } from "../doc/testing/flows";
import { entriesOf, found } from "./search";

const entries = entriesOf(scheduling, steps.schema);
const first = (typed: string) => found(entries, typed)[0];

test("a step is found by words that it says, and the place of these words is told", () => {
  expect(first("shall i book it")).toMatchObject({ path: ["nodes", "sure_book", "say", "en"] });
});

test("it is found in every language that it speaks", () => {
  expect(first("क्या मैं बुक कर दूँ")).toMatchObject({ path: ["nodes", "sure_book", "say", "hi"] });
});

test("a name comes before words that are said elsewhere, with spaces or underscores", () => {
  expect(first("which_one")?.path).toEqual(["nodes", "which_one"]);
  expect(first("which one")?.path).toEqual(["nodes", "which_one"]);
});

test("what callers may say, and the questions of slots, are found, too", () => {
  expect(first("unbearable")?.path.slice(0, 2)).toEqual(["handlers", "emergency"]);
  expect(first("which day suits you")?.path.slice(0, 2)).toEqual(["slots", "date"]);
});

test("words that stand nowhere find nothing", () => {
  expect(found(entries, "zebra crossing")).toEqual([]);
});

test("before anything is typed, the steps are listed", () => {
  expect(found(entries, " ").map((hit) => hit.path[1])).toEqual(Object.keys(scheduling.nodes));
});
