import { cleanup, render, screen, within } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { scheduling, steps } from "../doc/testing/flows";
import { EMPTY_LAYOUT } from "../doc/types";
import { useDocument } from "../store/document";
import { useLayout } from "../store/layout";
import { useSpecs } from "../store/specs";
import { useTasks } from "../store/tasks";
import { useUi } from "../store/ui";
import Outline from "./Outline";
import StepTasks from "./StepTasks";

beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined;
  useSpecs.setState({ steps });
  useDocument.getState().load(scheduling);
  useLayout.getState().load(EMPTY_LAYOUT);
  useUi.setState({ step: null, selected: [], focus: null });
  useTasks.getState().close();
  render(
    <>
      <Outline />
      <StepTasks />
    </>,
  );
});

afterEach(cleanup);

const row = () => document.activeElement?.getAttribute("data-row");
const nodes = () => useDocument.getState().document?.nodes ?? {};

function start() {
  const user = userEvent.setup();
  screen.getByRole("treeitem", { name: /Welcome/ }).focus();
  return user;
}

test("arrows go from row to row, into a step's ways out and back", async () => {
  const user = start();
  await user.keyboard("{ArrowDown}");
  expect(row()).toBe("menu");
  await user.keyboard("{ArrowRight}{ArrowRight}");
  expect(row()).toBe("menu/options.book");
  await user.keyboard("{ArrowLeft}{ArrowLeft}{Home}");
  expect(row()).toBe("welcome");
  expect(screen.queryByText("Book →")).toBeNull();
});

test("one row is reached by the Tab key, and every row tells its level and place", () => {
  const rows = screen.getAllByRole("treeitem");
  expect(rows.filter((each) => each.tabIndex === 0)).toHaveLength(1);
  expect(rows[0]?.getAttribute("aria-level")).toBe("1");
  expect(rows[0]?.getAttribute("aria-setsize")).toBe("8");
});

test("a row is called by all that it shows, and not by its buttons", async () => {
  const user = start();
  const welcome = screen.getByRole("treeitem", { name: /Welcome/ });
  expect(welcome.getAttribute("aria-label")).toBe("Welcome, Say, Start, Riverside Dental, hello.");
  await user.keyboard("{ArrowRight}{ArrowRight}");
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Next: Menu");
});

test("copying follows the focus, also where a browser sends it to the words that were clicked last", () => {
  start();
  const elsewhere = document.body.appendChild(document.createElement("p"));
  const copy = () => {
    const event = new Event("copy", { bubbles: true, cancelable: true });
    const clipboardData = { text: "", setData: (_: string, text: string) => (clipboardData.text = text) };
    elsewhere.dispatchEvent(Object.assign(event, { clipboardData }));
    return clipboardData.text;
  };
  expect(copy()).toContain("Riverside Dental, hello");
  const field = document.body.appendChild(document.createElement("input"));
  field.focus();
  expect(copy()).toBe("");
  field.remove();
  elsewhere.remove();
});

test("Enter opens the form of a step where it says what it says", async () => {
  const user = start();
  await user.keyboard("{ArrowDown}{Enter}");
  expect(useUi.getState()).toMatchObject({ step: "menu", panel: "step", focus: ["nodes", "menu", "say"] });
});

test("Delete takes a step away", async () => {
  const user = start();
  await user.keyboard("{ArrowDown}{Delete}");
  expect(nodes()).not.toHaveProperty("menu");
});

test("Enter on a way out asks where it should lead; typing and Enter choose", async () => {
  const user = start();
  await user.keyboard("{ArrowDown}{ArrowRight}{ArrowRight}{Enter}");
  expect(screen.getByRole("dialog", { name: /Book/ })).toBeTruthy();
  // A screen reader tells of the field first, and of an entry once one has come to it.
  const field = screen.getByRole("combobox", { name: /Book/ });
  expect(field.getAttribute("aria-activedescendant")).toBeNull();
  expect(document.getElementById(field.getAttribute("aria-describedby") ?? "")?.textContent).toMatch(
    /^\d+ results\. Enter takes “Details”\.$/,
  );
  await user.keyboard("goodbye");
  expect(field.getAttribute("aria-describedby")).toBeNull();
  expect(document.getElementById(field.getAttribute("aria-activedescendant") ?? "")?.textContent).toMatch(
    /^Goodbye/,
  );
  await user.keyboard("{Enter}");
  expect(nodes().menu).toMatchObject({ options: { book: { to: "goodbye" } } });
});

test("A adds a step after this one, between it and where it led", async () => {
  const user = start();
  await user.keyboard("a");
  const list = within(screen.getByRole("listbox"));
  expect(list.getAllByRole("option").length).toBeGreaterThan(steps.types.length);
  await user.keyboard("yes or a no{Enter}");
  expect(nodes().welcome?.next).toBe("confirm");
});

test("the button adds a step after the one that is chosen, as on the canvas", async () => {
  const user = start();
  useUi.getState().select(["welcome"]);
  await user.click(screen.getByRole("button", { name: "Add a step" }));
  await user.keyboard("yes or a no{Enter}");
  expect(nodes().welcome?.next).toBe("confirm");
});

test("F2 renames; a name that is taken is told and not accepted", async () => {
  const user = start();
  await user.keyboard("{F2}");
  await user.clear(screen.getByRole("textbox"));
  await user.keyboard("menu{Enter}");
  expect(screen.getByText("Another step has this name.")).toBeTruthy();
  await user.clear(screen.getByRole("textbox"));
  await user.keyboard("hello{Enter}");
  expect(Object.keys(nodes())[0]).toBe("hello");
});

test("sections fold and unfold, and stay so with the flow", async () => {
  const user = start();
  await user.keyboard("{ArrowDown}{ArrowDown}{ArrowLeft}");
  expect(useLayout.getState().layout.collapsed).toEqual(["choose_time"]);
  expect(screen.queryByText("Offer time")).toBeNull();
});

test("Space selects several steps", async () => {
  const user = start();
  await user.keyboard(" {ArrowDown} ");
  expect(useUi.getState().selected).toEqual(["welcome", "menu"]);
});

test("Ctrl+K finds a step by the words that it says", async () => {
  const user = start();
  await user.keyboard("{Control>}k{/Control}shall i book it{Enter}");
  expect(useUi.getState().focus).toEqual(["nodes", "sure_book", "say", "en"]);
});

test("accessibility checks find nothing", async () => {
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes: found }) => [id, found[0]?.html])).toEqual([]);
});
