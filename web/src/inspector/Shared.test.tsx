import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { getAt, setAt } from "../doc/ops";
import { scheduling, steps } from "../doc/testing/flows";
import type { Path } from "../doc/types";
import { useDocument } from "../store/document";
import { useSpecs } from "../store/specs";
import { useSync } from "../store/sync";
import { useUi } from "../store/ui";
import Inspector from "./Inspector";

const at = (path: Path) => getAt(useDocument.getState().document ?? scheduling, path);

beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined;
  useSpecs.setState({ steps, actions: [] });
  useSync.setState({ problems: [] });
  useUi.setState({ step: null, selected: [], panel: "step", focus: null, entry: null });
  useDocument.getState().load(scheduling);
});
afterEach(cleanup);

test("a step that asks shows the question of its slot, and changes it there", async () => {
  useUi.getState().select(["whose"]);
  render(<Inspector />);
  const asks = screen.getByRole("group", { name: "Asks for" });
  const question = within(asks).getByRole("textbox", { name: "Question, English" });
  expect(question).toHaveProperty("value", "What is the best phone number for you?");
  await userEvent.type(question, "!");
  expect(JSON.stringify(at(["slots", "phone", "ask"]))).toContain("for you?!");
  expect(within(asks).getByText("Keypad")).toBeTruthy();
});

test("other steps that ask for the same slot are named, since they share it", () => {
  const again = { type: "ask", title: "Number once more", slots: ["phone"], next: "goodbye" };
  useDocument.getState().load(setAt(scheduling, ["nodes", "again"], again));
  useUi.getState().select(["again"]);
  render(<Inspector />);
  expect(screen.getByText(/“Whose”.* this, too: what is changed here is changed there\./)).toBeTruthy();
});

test("a request that goes somewhere does not ask what comes after, and tells what has no effect", async () => {
  const hours = { phrases: ["opening hours"], say: "Nine to five.", to: "goodbye" };
  useDocument.getState().load(setAt(scheduling, ["handlers", "hours"], hours));
  useUi.setState({ panel: "handlers", entry: "hours" });
  render(<Inspector />);
  expect(screen.queryByText("And then")).toBeNull();
  expect(screen.getByText("This has no effect with what is set beside it.")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Clear Goes to" }));
  expect(screen.getByText("And then")).toBeTruthy();
  expect(screen.queryByText("This has no effect with what is set beside it.")).toBeNull();
});

test("the flow's settings tell what works anywhere, and changing it begins with what happens already", async () => {
  useDocument.getState().load(setAt(scheduling, ["handlers"], undefined));
  useUi.setState({ panel: "settings" });
  render(<Inspector />);
  const list = within(screen.getByRole("region", { name: "Works anywhere" }));
  expect(list.getAllByRole("listitem")).toHaveLength(6);
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  await userEvent.click(list.getByRole("button", { name: "Change what happens at “A person”" }));
  expect(at(["handlers", "agent"])).toEqual({ to: at(["tries", "then"]) });
  expect(useUi.getState()).toMatchObject({ panel: "handlers", entry: "agent" });
});

test("lists of steps show their titles", () => {
  const seen = { name: "One", script: [], visited: ["menu", "goodbye"] };
  const flow = setAt(setAt(scheduling, ["tests"], [seen]), ["nodes", "menu", "title"], "What next");
  useDocument.getState().load(flow);
  useUi.setState({ panel: "tests", entry: 0 });
  render(<Inspector />);
  expect(screen.getByText("What next").getAttribute("title")).toBe("menu");
});
