import { expect, test } from "vitest";
import { bendsOf, crosses, type Box } from "./clearing";
import { pathOf, rounded, through } from "./routing";
import { along, directionOf, nearest } from "./navigation";

const box = (left: number, top: number): Box => ({ left, top, right: left + 100, bottom: top + 50 });

test("a way with nothing in between has no bends, whatever the layout proposed", () => {
  const ends = { source: box(0, 0), target: box(0, 200) };
  expect(bendsOf([50, 64], [50, 186], [[80, 120]], ends, [ends.source, ends.target])).toEqual([]);
});

test("a way past a step keeps the bends that lead round it", () => {
  const ends = { source: box(0, 0), target: box(0, 400) };
  const between = box(0, 200);
  const bends = bendsOf([50, 64], [50, 386], [[130, 225]], ends, [ends.source, between, ends.target]);
  expect(bends).toEqual([[130, 225]]);
});

test("a way back up leads round the step that it comes from and the one that it goes to", () => {
  const ends = { source: box(0, 400), target: box(0, 0) };
  const boxes = [ends.source, ends.target];
  const [begin, end] = [[50, 464] as const, [50, -14] as const];
  const points = [begin, ...bendsOf(begin, end, [[130, 225]], ends, boxes), end];
  points.slice(1).forEach((point, at) => {
    const before = points[at] ?? point;
    expect(boxes.some((each) => crosses(before, point, each))).toBe(false);
  });
});

test("without a layout, a line goes straight down, or aside and up again", () => {
  expect(through([0, 0], [10, 200], null)).toHaveLength(4);
  expect(through([0, 200], [10, 0], null).map(([x]) => x)).toContain(160);
});

test("lines are paths from end to end", () => {
  expect(pathOf([0, 0], [100, 200], [])).toMatch(/^M 0 0 C .* 100 200$/);
  expect(pathOf([0, 0], [100, 200], [[50, 100]])).toMatch(/^M 0 0 L .* Q .* L 100 200$/);
  expect(rounded([])).toBe("");
});

const places = [
  { id: "a", x: 0, y: 0, width: 100, height: 50 },
  { id: "b", x: 0, y: 200, width: 100, height: 50 },
  { id: "c", x: 300, y: 190, width: 100, height: 50 },
];

test.each([
  ["a", "ArrowDown", "b"],
  ["b", "ArrowUp", "a"],
  ["b", "ArrowRight", "c"],
  ["c", "ArrowLeft", "b"],
  ["a", "ArrowUp", null],
])("from %s, %s leads to %s", (from, key, to) => {
  const direction = directionOf(key);
  if (!direction) throw new Error(key);
  expect(nearest(places, from, direction)).toBe(to);
});

test("down follows the first line on, up goes back along the first that leads here, sideways follows none", () => {
  const lines = [
    { source: "a", target: "section:x" },
    { source: "a", target: "c" },
    { source: "b", target: "c" },
  ];
  const steps = new Set(["a", "b", "c"]);
  expect(along(lines, steps, "a", [0, 1])).toBe("c");
  expect(along(lines, steps, "c", [0, -1])).toBe("a");
  expect(along(lines, steps, "c", [0, 1])).toBeNull();
  expect(along(lines, steps, "a", [1, 0])).toBeNull();
});
