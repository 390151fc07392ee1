import { cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Problem } from "../api/types";
import { scheduling } from "../doc/testing/flows";
import { useDocument } from "../store/document";
import { useSync } from "../store/sync";
import { useUi } from "../store/ui";
import { undo } from "../store/undo";
import ProblemList from "./ProblemList";

const follows: Problem = {
  path: ["nodes", "who"],
  line: 9,
  code: "unreached",
  message: "No path leads to “who”.",
  fix: "",
  level: "warning",
  consequences: [],
  repair: null,
};
const hint: Problem = { ...follows, path: ["slots", "phone", "ask"], level: "hint", message: "Hard to say." };
const error: Problem = {
  ...follows,
  path: ["nodes", "menu", "options", "move", "to"],
  level: "error",
  message: "Step “menu” goes to “whos”, but there is no such step.",
  fix: "Did you mean “whose”?",
  consequences: [follows],
  repair: {
    label: "Use “whose”",
    set: [{ path: ["nodes", "menu", "options", "move", "to"], value: "whose" }],
    remove: [],
  },
};

beforeEach(() => {
  const nodes = { ...scheduling.nodes, menu: { type: "choose", options: { move: { to: "whos" } } } };
  useDocument.getState().load({ ...scheduling, nodes });
  useSync.setState({ state: "saved", problems: [hint, error] });
  render(<ProblemList />);
});

afterEach(cleanup);

test("errors come first, each with its sentence and its place; what follows from one is folded under it", () => {
  const [first, second] = screen.getAllByRole("button", { name: / in “/ });
  expect(first?.textContent).toBe("Step “menu” goes to “whos”, but there is no such step. in “Menu”");
  expect(second?.textContent).toBe("No path leads to “who”. in “Who”");
  expect(second?.closest("details")?.open).toBe(false);
  expect(screen.getByRole("status").textContent).toBe("1 error, 1 hint");
});

test("a sentence that names its place itself is not followed by it", () => {
  useSync.setState({ problems: [{ ...error, message: "“Goes to” is missing (in “Menu”)." }] });
  cleanup();
  render(<ProblemList />);
  expect(screen.getByRole("button", { name: "“Goes to” is missing (in “Menu”)." })).toBeTruthy();
});

test("a problem leads to its setting", async () => {
  await userEvent.click(screen.getByRole("button", { name: /Hard to say/ }));
  expect(useUi.getState()).toMatchObject({ panel: "slots", focus: ["slots", "phone", "ask"] });
});

test("what can be mended is mended by its button, as one step of undo with a name", async () => {
  await userEvent.click(screen.getByRole("button", { name: "Use “whose”" }));
  const menu = () => useDocument.getState().document?.nodes.menu;
  expect(menu()).toMatchObject({ options: { move: { to: "whose" } } });
  expect(useDocument.getState().label).toBe("Mended: Use “whose”");
  undo();
  expect(menu()).toMatchObject({ options: { move: { to: "whos" } } });
});

test("without problems it says so", () => {
  cleanup();
  useSync.setState({ problems: [] });
  render(<ProblemList />);
  expect(screen.getByRole("status").textContent).toContain("No problems");
});
