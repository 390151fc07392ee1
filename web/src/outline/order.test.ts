import { expect, test } from "vitest";
import { moveKey } from "../doc/ops";
import { scheduling, steps } from "../doc/testing/flows";
import { grouped, outlineSteps, parentOf, rowsOf, stepsAway } from "./order";

const NONE: ReadonlySet<string> = new Set();
const names = (list: readonly { name: string }[]) => list.map((step) => step.name);

test("in the order of the conversation, the start comes first and each step's first way on right after it", () => {
  expect(names(outlineSteps(scheduling, steps, "conversation")).slice(0, 4)).toEqual([
    "welcome",
    "menu",
    "details",
    "find",
  ]);
});

test("as written, the order is that of the document", () => {
  expect(names(outlineSteps(scheduling, steps, "written"))).toEqual(Object.keys(scheduling.nodes));
});

test("every step is listed once, in either order; those that nothing leads to are last and marked", () => {
  const nodes = { lonely: { type: "say", say: "Hello", next: "menu" }, ...scheduling.nodes };
  const listed = outlineSteps({ ...scheduling, nodes }, steps, "conversation");
  expect(names(listed).sort()).toEqual(Object.keys(nodes).sort());
  expect(listed.filter((step) => !step.reached).map((step) => step.name)).toEqual(["lonely"]);
  expect(listed.at(-1)?.name).toBe("lonely");
});

test("steps that callers reach by what they may say at any time count as reached", () => {
  const urgent = outlineSteps(scheduling, steps, "conversation").find((step) => step.name === "urgent");
  expect(urgent?.reached).toBe(true);
});

test("a section is one group, where its first step stands", () => {
  const groups = grouped(outlineSteps(scheduling, steps, "written"));
  const sections = groups.map((group) => group.section);
  expect(sections.slice(0, 3)).toEqual([null, null, "find_booking"]);
  expect(new Set(sections.filter(Boolean)).size).toBe(sections.filter(Boolean).length);
});

test("a folded section hides its steps, an opened step shows its ways out", () => {
  const groups = grouped(outlineSteps(scheduling, steps, "written"));
  const rows = rowsOf(groups, new Set(["find_booking"]), new Set(["menu"]));
  const ids = rows.map((row) => row.id);
  expect(ids).not.toContain("whose");
  expect(ids.slice(1, 4)).toEqual(["menu", "menu/options.book", "menu/options.move"]);
  const exit = rows.find((row) => row.id === "menu/options.book");
  expect(exit).toMatchObject({ level: 2, at: 1, of: 4 });
  expect(exit && parentOf(exit)).toBe("menu");
});

test("moving a step past its neighbour of the same section does so in the outline, too", () => {
  const before = outlineSteps(scheduling, steps, "written");
  const groups = grouped(before);
  const book = (list: readonly { name: string; section: string | null }[]) =>
    names(list.filter((step) => step.section === "book"));
  const step = before.find((each) => each.name === "who");
  if (!step) throw new Error("who");
  const moved = moveKey(scheduling, ["nodes"], "who", stepsAway(groups, step, 1));
  expect(book(before).slice(0, 2)).toEqual(["who", "sure_book"]);
  expect(book(outlineSteps(moved, steps, "written")).slice(0, 2)).toEqual(["sure_book", "who"]);
  expect(stepsAway(groups, step, -1)).toBe(0);
});

test("rows of a flow without steps are none", () => {
  expect(
    rowsOf(grouped(outlineSteps({ ...scheduling, nodes: {} }, steps, "conversation")), NONE, NONE),
  ).toEqual([]);
});
