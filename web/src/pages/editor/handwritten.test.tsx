import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { layoutInput, visibleGraph } from "../../canvas/graph";
import { arrange } from "../../canvas/layout";
import { EMPTY_OVERLAYS } from "../../canvas/overlays";
import { draw } from "../../canvas/toReactFlow";
import { viewSteps } from "../../canvas/views";
import { exitChoices } from "../../store/choices";
import { setAt } from "../../doc/paths";
import { scheduling, schema, steps } from "../../doc/testing/flows";
import type { FlowDoc } from "../../doc/types";
import { pictureOf } from "../../calls/picture";
import Inspector from "../../inspector/Inspector";
import Outline from "../../outline/Outline";
import { entriesOf } from "../../outline/search";
import { useDocument } from "../../store/document";
import { useSpecs } from "../../store/specs";
import { useSync } from "../../store/sync";
import { useUi } from "../../store/ui";
import { Bar } from "./Bar";

const put = (path: (string | number)[], value: unknown) => setAt(scheduling, path, value as string);

/** Drafts as somebody may have written them by hand, none of which is a flow. */
const DRAFTS: [string, FlowDoc][] = [
  ["a title that is a map", put(["title"], { a: 1 })],
  ["no steps", put(["nodes"], undefined)],
  ["steps that are nothing", put(["nodes"], null)],
  ["steps that are a text", put(["nodes"], "text")],
  ["steps that are a list", put(["nodes"], ["a"])],
  ...[null, "text", ["a"], {}, { type: 3 }, { type: "constructor" }, { type: "say", say: null }].map(
    (step): [string, FlowDoc] => [`a step that is ${JSON.stringify(step)}`, put(["nodes", "menu"], step)],
  ),
  ["a step with odd texts", put(["nodes", "menu"], { type: "say", title: { a: 1 }, section: ["b"], say: 3 })],
  ["odd options", put(["nodes", "menu", "options"], { book: null, move: "x", "": [] })],
  [
    "steps with odd names",
    put(
      ["nodes"],
      Object.fromEntries([
        ["__proto__", { type: "end" }],
        ["", null],
      ]),
    ),
  ],
  ["slots that are nothing", put(["slots"], null)],
  ["a slot that is a text", put(["slots", "date"], "text")],
  ["languages that are a text", put(["languages"], "en")],
  ["a start that is a map", put(["start"], { a: 1 })],
  ["tests that are a text", put(["tests"], "text")],
  ["variables and actions that are nothing", setAt(put(["vars"], null), ["actions"], null)],
];

beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined;
  useSpecs.setState({ steps });
  useSync.setState({ flow: "scheduling", state: "saved", problems: [], conflicts: [] });
  useUi.setState({ step: null, selected: [], panel: "step", focus: null, entry: null });
});
afterEach(cleanup);

test.each(DRAFTS)("the canvas, the search and the pictures show %s", (_, document) => {
  const graph = visibleGraph(viewSteps(document, steps), []);
  const layout = arrange(layoutInput(graph, document.start));
  const drawing = draw({
    graph,
    layout,
    byHand: {},
    selected: new Set(),
    focusable: null,
    overlays: EMPTY_OVERLAYS,
  });
  expect(drawing.nodes.filter(({ type }) => type === "step")).toHaveLength(graph.steps.length);
  expect(pictureOf(document, steps).boxes).toHaveLength(graph.steps.length);
  const exit = graph.steps.flatMap((view) => [...view.exits, ...view.chips])[0];
  if (exit) expect(exitChoices(document, steps, exit).length).toBeGreaterThan(graph.steps.length);
  expect(entriesOf(document, schema).every(({ title }) => typeof title === "string")).toBe(true);
});

test.each(DRAFTS)("the bar, the outline and the forms show %s", (_, document) => {
  const wrong = vi.spyOn(console, "error");
  useDocument.getState().load(document);
  render(<Bar flow="scheduling" />);
  render(<Outline />);
  for (const panel of ["step", "slots", "handlers", "settings", "tests"] as const)
    for (const step of panel === "step" ? ["menu", "find"] : [null]) {
      useUi.setState({ panel, step });
      render(<Inspector />);
    }
  expect(wrong).not.toHaveBeenCalled();
  expect(useDocument.getState().document).toBe(document);
});

test("a step that does not say what it is says that it is not finished, on the canvas and in its form", () => {
  const document = put(["nodes", "menu"], null);
  const [menu] = viewSteps(document, steps).filter(({ name }) => name === "menu");
  expect(menu?.words).toMatch(/^Not finished/);
  useDocument.getState().load(document);
  useUi.getState().select(["menu"]);
  render(<Inspector />);
  expect(screen.getByText(/^Not finished/)).toBeTruthy();
});
