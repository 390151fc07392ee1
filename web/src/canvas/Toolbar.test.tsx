import { ReactFlowProvider } from "@xyflow/react";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import { scheduling, steps } from "../doc/testing/flows";
import { takeChoice } from "../store/choices";
import { useDocument } from "../store/document";
import { useSpecs } from "../store/specs";
import { useTasks } from "../store/tasks";
import { useUi } from "../store/ui";
import { Toolbar } from "./Toolbar";

beforeEach(() => {
  useSpecs.setState({ steps });
  useDocument.getState().load(scheduling);
  useUi.setState({ step: null, selected: [] });
  useTasks.setState({ task: null });
});
afterEach(cleanup);

async function add() {
  render(<Toolbar />, { wrapper: ReactFlowProvider });
  await userEvent.click(screen.getByRole("button", { name: "Add a step" }));
  const { task } = useTasks.getState();
  if (task?.kind !== "add") throw new Error("nothing is asked");
  return task.after;
}

test("a step is added after the one that is selected, between it and where that led", async () => {
  useUi.getState().select(["welcome"]);
  const after = await add();
  const made = takeChoice("new:say", after) ?? "";
  const { document } = useDocument.getState();
  expect(document?.nodes.welcome?.next).toBe(made);
  expect(document?.nodes[made]?.next).toBe(scheduling.nodes.welcome?.next);
});

test("without a selected step, and after one that ends the call, it is added by itself", async () => {
  expect(await add()).toBeUndefined();
  cleanup();
  const [end = ""] = Object.entries(scheduling.nodes).find(([, { type }]) => type === "end") ?? [];
  useUi.getState().select([end]);
  expect(await add()).toBeUndefined();
});
