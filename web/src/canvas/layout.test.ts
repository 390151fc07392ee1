import fc from "fast-check";
import { expect, test } from "vitest";
import { sales, scheduling, steps } from "../doc/testing/flows";
import type { StepDoc } from "../doc/types";
import { crosses, type Box } from "./clearing";
import { layoutInput, sectionOf, visibleGraph, type LayoutInput } from "./graph";
import { arrange, type Layout } from "./layout";
import { longFlow } from "./testing";
import { viewSteps } from "./views";

function laidOut(flow = scheduling, collapsed: string[] = []): { input: LayoutInput; layout: Layout } {
  const input = layoutInput(visibleGraph(viewSteps(flow, steps), collapsed), flow.start);
  return { input, layout: arrange(input) };
}

function boxes(input: LayoutInput, layout: Layout): Map<string, Box> {
  return new Map(
    input.nodes.map(({ id, width, height }) => {
      const [left, top] = layout.positions.get(id) ?? [NaN, NaN];
      return [id, { left, top, right: left + width, bottom: top + height }];
    }),
  );
}

const overlap = (a: Box, b: Box) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function around(all: Box[]): Box {
  return {
    left: Math.min(...all.map((box) => box.left)),
    top: Math.min(...all.map((box) => box.top)),
    right: Math.max(...all.map((box) => box.right)),
    bottom: Math.max(...all.map((box) => box.bottom)),
  };
}

function expectTidy(input: LayoutInput, layout: Layout): void {
  const placed = [...boxes(input, layout)];
  for (const [id, box] of placed) {
    expect(Number.isFinite(box.left + box.top), id).toBe(true);
    for (const [other, there] of placed)
      if (id < other) expect(overlap(box, there), `${id}, ${other}`).toBe(false);
  }
  const sections = new Map(input.nodes.map((node) => [node.id, node.section]));
  for (const section of new Set(sections.values())) {
    if (section === null) continue;
    const inside = placed.filter(([id]) => sections.get(id) === section).map(([, box]) => box);
    const strangers = placed.filter(
      ([id, box]) => sections.get(id) !== section && overlap(around(inside), box),
    );
    expect(
      strangers.map(([id]) => id),
      section,
    ).toEqual([]);
  }
}

test.each([
  ["scheduling", scheduling],
  ["sales", sales],
  ["a long one", longFlow(60)],
])("no step of %s stands on another, nor in a section that is not its own", (_, flow) => {
  const { input, layout } = laidOut(flow);
  expectTidy(input, layout);
});

test("that holds for any graph", () => {
  const node = fc.record({
    width: fc.integer({ min: 100, max: 500 }),
    section: fc.constantFrom(null, "a", "b", "c"),
  });
  const graph = fc.array(node, { minLength: 1, maxLength: 14 }).chain((nodes) => {
    const at = fc.nat({ max: nodes.length - 1 });
    const pairs = fc.array(fc.tuple(at, at, fc.boolean()), { maxLength: 24 });
    return fc.record({ nodes: fc.constant(nodes), pairs });
  });
  fc.assert(
    fc.property(graph, ({ nodes, pairs }) => {
      const joined = pairs.filter(([from, to]) => from !== to);
      const input: LayoutInput = {
        nodes: nodes.map((each, at) => ({ id: `n${at}`, height: 90, ...each })),
        lines: joined
          .filter(([, , drawn]) => drawn)
          .map(([from, to], at) => ({ id: `l${at}`, from: `n${from}`, to: `n${to}`, at: 40 })),
        unseen: joined
          .filter(([, , drawn]) => !drawn)
          .map(([from, to]) => ({ from: `n${from}`, to: `n${to}` })),
      };
      expectTidy(input, arrange(input));
    }),
    { numRuns: 60 },
  );
});

test("a conversation goes down: each step that is reached forward stands below", () => {
  const { layout } = laidOut();
  const top = (name: string) => layout.positions.get(name)?.[1] ?? NaN;
  expect(top("welcome")).toBeLessThan(top("menu"));
  expect(top("menu")).toBeLessThan(top("whose"));
  expect(top("whose")).toBeLessThan(top("look_up"));
});

test("a step that only chips lead to stands below one of the steps that lead there, not beside the start", () => {
  const { input, layout } = laidOut();
  const top = (name: string) => layout.positions.get(name)?.[1] ?? NaN;
  expect(input.unseen.map(({ to }) => to)).toContain("to_person");
  expect(top("to_person")).toBeGreaterThan(top("menu"));
});

test("lines lead round the steps on their way", () => {
  const { input, layout } = laidOut();
  const placed = boxes(input, layout);
  const hits = input.lines.flatMap(({ id, from, to, at }) => {
    const [source, target] = [placed.get(from), placed.get(to)];
    if (!source || !target) return [];
    const points = [
      [source.left + at, source.bottom + 14] as const,
      ...(layout.routes.get(id) ?? []),
      [(target.left + target.right) / 2, target.top - 14] as const,
    ];
    const through = [...placed.values()].filter((box) =>
      points.some((point, index) => {
        const next = points[index + 1];
        return next !== undefined && crosses(point, next, shrunk(box));
      }),
    );
    return through.length ? [id] : [];
  });
  expect(hits).toEqual([]);
});

function shrunk(box: Box): Box {
  return { left: box.left + 8, top: box.top + 8, right: box.right - 8, bottom: box.bottom - 8 };
}

test("steps and sections may be called what they like", () => {
  const names = ["constructor", "toString", "__proto__", ""];
  const nodes = Object.fromEntries(
    names.map((name, at): [string, StepDoc] => [
      name,
      { type: "say", say: "x", section: name, next: names[at + 1] ?? "constructor" },
    ]),
  );
  const { input, layout } = laidOut({ flow: "odd", title: "Odd", start: "constructor", nodes });
  expect([...layout.positions.keys()].sort()).toEqual([...names].sort());
  expectTidy(input, layout);
});

test("a collapsed section is one box, and its steps are not laid out", () => {
  const { input } = laidOut(scheduling, ["book", "there_is_no_such_section"]);
  const ids = input.nodes.map(({ id }) => id);
  expect(ids.filter((id) => sectionOf(id) !== null)).toEqual(["section:book"]);
  expect(ids).not.toContain("who");
  expect(input.lines.map(({ from, to }) => `${from} ${to}`)).toContain("already_known section:book");
  expect(input.lines.every(({ from, to }) => ids.includes(from) && ids.includes(to))).toBe(true);
});

test("the same flow is always laid out the same way", () => {
  expect(laidOut().layout).toEqual(laidOut().layout);
});
