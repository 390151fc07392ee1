import { beforeEach, expect, test } from "vitest";
import { renamedStep, withRenamed } from "./following";
import { fitting, useLayout } from "./layout";

beforeEach(() => useLayout.getState().load({ positions: {}, collapsed: [] }));

test.each([null, "text", [], { positions: null, collapsed: "all" }, { positions: [[1, 2]], collapsed: {} }])(
  "a layout that is %j places and folds nothing",
  (layout) => {
    expect(fitting(layout)).toEqual({ positions: {}, collapsed: [] });
  },
);

test("of a layout what fits is taken", () => {
  const positions = { a: [1, 2], b: null, c: [1], d: ["1", 2], e: { x: 1 }, f: [NaN, 2] };
  expect(fitting({ positions, collapsed: ["book", 3, null] })).toEqual({
    positions: { a: [1, 2] },
    collapsed: ["book"],
  });
});

test("a layout that fits is taken as it is, so that nothing is saved because of it", () => {
  const layout = { positions: { a: [1, 2] }, collapsed: ["book"] };
  expect(fitting(layout)).toBe(layout);
});

test("a step called “constructor” is placed like any other, and has no place before", () => {
  const { layout } = useLayout.getState();
  expect(withRenamed(layout, "constructor", "b")).toBe(layout);
  useLayout.getState().move("constructor", 10, 20);
  expect(withRenamed(useLayout.getState().layout, "constructor", "b").positions).toEqual({ b: [10, 20] });
});

test("a step may get the name “constructor”", () => {
  const step = { type: "end" };
  const flow = (name: string) => ({ flow: "x", title: "X", start: name, nodes: { [name]: step } });
  expect(renamedStep(flow("a"), flow("constructor"))).toEqual(["a", "constructor"]);
});
