import { expect, test } from "vitest";
import type { Problem } from "../api/types";
import { setAt } from "../doc/ops";
import { scheduling, steps } from "../doc/testing/flows";
import type { FlowDoc } from "../doc/types";
import { layoutInput, visibleGraph } from "./graph";
import { arrange } from "./layout";
import { EMPTY_OVERLAYS, type Traffic } from "./overlays";
import { longFlow } from "./testing";
import { draw, drawer, type CanvasNode, type Drawing, type Placing } from "./toReactFlow";
import { shift } from "./useAnchor";
import { viewSteps } from "./views";

function placing(flow: FlowDoc, more: Partial<Placing> & { collapsed?: string[] } = {}): Placing {
  const { collapsed = [], ...rest } = more;
  const graph = visibleGraph(viewSteps(flow, steps), collapsed);
  const layout = arrange(layoutInput(graph, flow.start));
  return {
    graph,
    layout,
    byHand: {},
    selected: new Set(),
    focusable: flow.start,
    overlays: EMPTY_OVERLAYS,
    ...rest,
  };
}

function node(drawing: Drawing, id: string): CanvasNode {
  const found = drawing.nodes.find((each) => each.id === id);
  if (!found) throw new Error(id);
  return found;
}

function changed(before: Drawing, after: Drawing): string[] {
  const old = new Map(before.nodes.map((each) => [each.id, each]));
  return after.nodes.filter((each) => old.get(each.id) !== each).map((each) => each.id);
}

test("an edit of one step of two hundred draws that step anew and no other", () => {
  const drawn = drawer();
  const flow = longFlow(200);
  const first = placing(flow);
  const before = drawn(first);
  const edited = setAt(flow, ["nodes", "n7", "say"], "Other words.");
  const graph = visibleGraph(viewSteps(edited, steps), []);
  const after = drawn({ ...first, graph });
  expect(changed(before, after)).toEqual(["n7"]);
  expect(after.edges.every((edge, at) => edge === before.edges[at])).toBe(true);
});

test("selecting a step draws that step anew and no other", () => {
  const drawn = drawer();
  const first = placing(scheduling);
  const before = drawn(first);
  const after = drawn({ ...first, selected: new Set(["who"]) });
  expect(changed(before, after)).toEqual(["who"]);
  expect(node(after, "who").selected).toBe(true);
});

test("a step that was moved by hand stays there, and the box of its section follows", () => {
  const drawing = draw(placing(scheduling, { byHand: { who: [-5000, 40] } }));
  expect(node(drawing, "who").position).toEqual({ x: -5000, y: 40 });
  const section = node(drawing, "section:book");
  expect(section.position.x).toBeLessThan(-5000);
  expect(section.position.x + (section.width ?? 0)).toBeGreaterThan(node(drawing, "sure_book").position.x);
});

test("lines of a step that was moved by hand do not keep the bends of the automatic layout", () => {
  const moved = draw(placing(scheduling, { byHand: { who: [-5000, 40] } }));
  const touching = moved.edges.filter((edge) => edge.source === "who" || edge.target === "who");
  expect(touching.length).toBeGreaterThan(0);
  expect(touching.every((edge) => edge.data?.bends === null)).toBe(true);
});

test("lines between steps that were moved together keep their bends", () => {
  const still = placing(scheduling);
  const all = [...still.layout.positions].map(([id, [x, y]]) => [id, [x + 10, y + 20]] as const);
  const before = new Map(draw(still).edges.map((edge) => [edge.id, edge.data?.bends]));
  for (const { id, data } of draw({ ...still, byHand: Object.fromEntries(all) }).edges)
    expect(data?.bends).toEqual(before.get(id)?.map(([x, y]) => [x + 10, y + 20]));
});

test("exits to steps that many lead to are chips without lines", () => {
  const drawing = draw(placing(scheduling));
  const menu = node(drawing, "menu");
  const chips = menu.type === "step" ? menu.data.view.chips.map((exit) => exit.to) : [];
  expect(chips).toEqual(["Details"]);
  expect(drawing.edges.some((edge) => edge.target === "details")).toBe(false);
  expect(menu.handles?.map((handle) => handle.id)).toEqual([null, "options.move", "options.cancel"]);
});

test("every line ends at steps and handles that are drawn", () => {
  for (const collapsed of [[], ["book", "people"]]) {
    const drawing = draw(placing(scheduling, { collapsed }));
    const handles = new Map(drawing.nodes.map((each) => [each.id, each.handles?.map((handle) => handle.id)]));
    for (const edge of drawing.edges) {
      expect(handles.get(edge.source)).toContain(edge.sourceHandle);
      expect(handles.get(edge.target)).toContain(null);
    }
  }
});

test("a new step stands below the one that leads to it until the layout knows of it", () => {
  const first = placing(scheduling);
  const nodes = { ...scheduling.nodes, extra: { type: "say", say: "Hello", next: "menu" } };
  const edited = setAt({ ...scheduling, nodes }, ["nodes", "welcome", "next"], "extra");
  const drawing = draw({ ...first, graph: visibleGraph(viewSteps(edited, steps), []) });
  expect(node(drawing, "extra").position.y).toBeGreaterThan(node(drawing, "welcome").position.y);
});

const problem: Problem = {
  path: ["nodes", "who", "slots"],
  line: 1,
  code: "x",
  message: "",
  fix: "",
  level: "error",
  consequences: [],
  repair: null,
};

test("problems, the tested path and coverage are marked on their steps, and on the section that holds them", () => {
  const overlays = {
    ...EMPTY_OVERLAYS,
    problems: [problem],
    path: ["welcome", "menu"],
    covered: new Set(["welcome"]),
  };
  const drawing = draw(placing(scheduling, { overlays }));
  const marks = (id: string) => {
    const found = node(drawing, id);
    return found.type === "step" ? found.data.marks : undefined;
  };
  expect(marks("who")).toMatchObject({ errors: 1, lit: 0, covered: false });
  expect(marks("welcome")).toMatchObject({ lit: 1, covered: true });
  expect(marks("menu")).toMatchObject({ lit: 2, covered: false });
  expect(node(drawing, "section:book").data).toMatchObject({ errors: 1 });
  expect(drawing.edges.filter((edge) => edge.data?.lit).map((edge) => edge.id)).toEqual(["welcome/next"]);
});

test("lines are as thick as calls went along them, and steps tell their part of all calls", () => {
  const numbers = {
    calls: 40,
    entered: 60,
    left: 40,
    hang_ups: 2,
    no_match: 0,
    no_input: 0,
    corrections: 0,
    transfers: 0,
  };
  const traffic: Traffic = {
    calls: 80,
    steps: { menu: { ...numbers, median_seconds: null, median_latency_ms: null } },
    exits: [{ from: "menu", exit: "option move", to: "whose", count: 30 }],
  };
  const drawing = draw(placing(scheduling, { overlays: { ...EMPTY_OVERLAYS, traffic } }));
  const line = drawing.edges.find((edge) => edge.id === "menu/options.move");
  const other = drawing.edges.find((edge) => edge.id === "menu/options.cancel");
  expect(line?.data).toMatchObject({ count: 30 });
  expect(other?.data).toMatchObject({ count: 0 });
  expect(line?.data?.width).toBeGreaterThan(other?.data?.width ?? Infinity);
  const menu = node(drawing, "menu");
  expect(menu.type === "step" && menu.data.marks.share).toBe(0.5);
});

test("when everything moves, what one looks at tells how far: the chosen step, else that in the middle", () => {
  const { nodes } = draw(placing(scheduling));
  const moved = nodes.map((each, at) => ({
    ...each,
    position: { x: each.position.x + at, y: each.position.y + 10 * at },
  }));
  const at = nodes.findIndex((each) => each.id === "who");
  const middle = nodes[at]?.position ?? { x: 0, y: 0 };
  expect(shift(nodes, moved, { x: 0, y: 0 }, "who")).toEqual([at, 10 * at]);
  expect(shift(nodes, moved, middle, "there_is_no_such_step")).toEqual([at, 10 * at]);
  expect(shift(nodes, [], middle, "who")).toEqual([0, 0]);
});
