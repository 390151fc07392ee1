import { expect, test } from "vitest";
import { steps } from "../doc/testing/flows";
import type { FlowDoc, StepDoc } from "../doc/types";
import { layoutInput, visibleGraph } from "./graph";
import { arrange } from "./layout";
import { crossings } from "./ordering";
import { viewSteps } from "./views";

const say = (next: string): StepDoc => ({ type: "say", say: "x", next });

/** A menu whose options lead to steps that the document has in another order. */
function menu(order: readonly string[]): FlowDoc {
  const options = Object.fromEntries(["a", "b", "c"].map((name) => [name, { to: name }]));
  const told = order.map((name): [string, StepDoc] => [name, say(`${name}2`)]);
  const after = order.map((name): [string, StepDoc] => [`${name}2`, { type: "end", result: "done" }]);
  const nodes = {
    menu: { type: "choose", say: "Which?", options },
    ...Object.fromEntries([...after, ...told]),
  };
  return { flow: "menu", title: "Menu", start: "menu", nodes };
}

test.each([[["a", "b", "c"]], [["c", "b", "a"]], [["b", "c", "a"]]])(
  "steps stand in the order of the exits that lead to them, not of the document (%s)",
  (order) => {
    const flow = menu(order);
    const { positions } = arrange(layoutInput(visibleGraph(viewSteps(flow, steps), []), flow.start));
    const left = (name: string) => positions.get(name)?.[0] ?? NaN;
    expect(["c", "a", "b"].sort((one, other) => left(one) - left(other))).toEqual(["a", "b", "c"]);
    expect(["c2", "a2", "b2"].sort((one, other) => left(one) - left(other))).toEqual(["a2", "b2", "c2"]);
  },
);

test("lines cross when they begin and end in another order; those that meet do not", () => {
  const from = (node: string, port: number, lower: string) => ({
    upper: { node, port },
    lower: { node: lower, port: 0.5 },
  });
  const rows = [["top"], ["one", "two"]];
  expect(crossings(rows, [from("top", 0.2, "one"), from("top", 0.8, "two")])).toBe(0);
  expect(crossings(rows, [from("top", 0.8, "one"), from("top", 0.2, "two")])).toBe(1);
  expect(crossings(rows, [from("top", 0.8, "one"), from("top", 0.2, "one")])).toBe(0);
});
