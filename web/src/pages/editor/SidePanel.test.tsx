import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import { scheduling, steps } from "../../doc/testing/flows";
import { useDocument } from "../../store/document";
import { useSpecs } from "../../store/specs";
import { useUi } from "../../store/ui";
import { strings } from "../../strings";
import { SidePanel } from "./SidePanel";

const { tabs } = strings.editor;

beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined;
  useSpecs.setState({ steps });
  useDocument.getState().load(scheduling);
  useUi.setState({ step: null, selected: [], panel: "step", focus: null, entry: null, folded: false });
});
afterEach(cleanup);

const press = (name: string) => userEvent.click(screen.getByRole("tab", { name }));

test.each([
  ["slots", ["slots", "date"]],
  ["handlers", ["handlers", Object.keys(scheduling.handlers as object)[0] ?? ""]],
  ["tests", ["tests", 0]],
] as const)("the tab of an entry that is open leads back to the list: %s", async (panel, path) => {
  useUi.getState().goTo(path);
  render(<SidePanel flow="scheduling" />);
  await press(tabs[panel]);
  expect(useUi.getState()).toMatchObject({ panel, folded: false, entry: null });
  await press(tabs[panel]);
  expect(useUi.getState().folded).toBe(true);
});

test("the tab of a step's form hides the panel, also after an entry was open", async () => {
  useUi.getState().goTo(["slots", "date"]);
  useUi.getState().goTo(["nodes", "welcome"]);
  render(<SidePanel flow="scheduling" />);
  await press(tabs.step);
  expect(useUi.getState().folded).toBe(true);
});
