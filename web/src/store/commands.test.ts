import { beforeEach, expect, test } from "vitest";
import type { Problem } from "../api/types";
import { scheduling, steps } from "../doc/testing/flows";
import { exitChoices, exitNow, stepMenu, takeChoice } from "./choices";
import {
  addStepOf,
  copied,
  duplicate,
  leadTo,
  mend,
  moveExit,
  nameFault,
  paste,
  remove,
  rename,
} from "./commands";
import { useDocument } from "./document";
import { useSpecs } from "./specs";
import { useUi } from "./ui";
import { undo } from "./undo";

const EMPTY = {
  flow: "other",
  title: "Other",
  start: "hello",
  nodes: { hello: { type: "say", say: "", next: "" } },
};

function document() {
  const { document } = useDocument.getState();
  if (!document) throw new Error("no document");
  return document;
}

function exit(step: string, key: string) {
  const found = exitNow(step, key);
  if (!found) throw new Error(`${step} ${key}`);
  return found;
}

beforeEach(() => {
  useSpecs.setState({ steps });
  useDocument.getState().load(scheduling);
  useUi.getState().select([]);
});

test("a step that is added at an exit stands between it and where it led, is selected, and one undo takes it back", () => {
  const name = addStepOf("confirm", { step: "welcome", exit: exit("welcome", "next") });
  expect(name).toBe("confirm");
  expect(document().nodes.welcome?.next).toBe("confirm");
  expect(document().nodes.confirm).toMatchObject({ if_yes: "menu", if_no: "menu" });
  expect(useUi.getState().selected).toEqual(["confirm"]);
  undo();
  expect(document()).toBe(scheduling);
});

test("what can be chosen for an exit are all types and all steps; where it leads now comes first", () => {
  const choices = exitChoices(scheduling, steps, exit("menu", "options.move"));
  expect(choices[0]?.id).toBe("step:whose");
  expect(choices.filter((choice) => choice.id.startsWith("new:"))).toHaveLength(steps.types.length);
  expect(choices.filter((choice) => choice.id.startsWith("step:"))).toHaveLength(
    Object.keys(scheduling.nodes).length,
  );
});

test("a choice leads the exit there, or nowhere", () => {
  takeChoice("step:goodbye", { step: "menu", exit: exit("menu", "options.move") });
  expect(exit("menu", "options.move").target).toBe("goodbye");
  takeChoice("nowhere", { step: "menu", exit: exit("menu", "options.move") });
  expect(exit("menu", "options.move").target).toBeNull();
});

test("every change says what it did, as people call the steps", () => {
  leadTo("menu", exit("menu", "options.move"), "goodbye");
  expect(useDocument.getState().label).toBe("Led “Move” of “Menu” to “Goodbye”");
});

test("copied steps can be pasted into another flow, with the slots and actions that they use", () => {
  const text = copied(["whose", "look_up"]);
  useDocument.getState().load(EMPTY);
  expect(paste(text ?? "")).toBe(2);
  expect(Object.keys(document().nodes)).toEqual(["hello", "whose", "look_up"]);
  expect(document().slots).toHaveProperty("phone");
  expect(document().actions).toHaveProperty("find_appointments");
  expect(useUi.getState().selected).toEqual(["whose", "look_up"]);
});

test.each([
  "hello",
  "{}",
  '{"format":"trunkline-steps","nodes":{"a":1}}',
  '{"nodes":{"a":{"type":"say"}}}',
  "[1]",
])("a clipboard with %s changes nothing", (text) => {
  expect(paste(text)).toBe(0);
  expect(document()).toBe(scheduling);
});

test("duplicates have names of their own and are selected", () => {
  duplicate(["who", "sure_book"]);
  expect(useUi.getState().selected).toEqual(["who_2", "sure_book_2"]);
  expect(document().nodes.who_2?.next).toBe("sure_book_2");
});

test("deleting is one step of undo, however many steps go", () => {
  expect(remove(["who", "sure_book", "there_is_no_such_step"])).toBe(2);
  expect(document().nodes).not.toHaveProperty("who");
  undo();
  expect(document()).toBe(scheduling);
});

test("a name must be free and well formed", () => {
  expect(nameFault("who", "menu")).toBe("taken");
  expect(nameFault("who", "Who is it?")).toBe("wrong");
  expect(nameFault("who", "who")).toBeNull();
  rename("who", "menu");
  expect(document()).toBe(scheduling);
  rename("who", "whoever");
  expect(document().nodes.already_known?.else).toBe("whoever");
});

test("options and cases can be put in another order", () => {
  moveExit(exit("menu", "options.book"), 1);
  expect(Object.keys(document().nodes.menu?.options ?? {})).toEqual(["move", "book", "cancel"]);
  moveExit(exit("how_many", "cases.1"), -1);
  expect(exit("how_many", "cases.0").target).toBe("only_one");
  const before = document();
  moveExit(exit("welcome", "next"), 1);
  expect(document()).toBe(before);
});

test("mending a problem does all that the service proposes, as one step of undo", () => {
  const problem: Problem = {
    path: ["nodes", "welcome"],
    line: 1,
    code: "x",
    message: "",
    fix: "",
    level: "error",
    consequences: [],
    repair: {
      label: "Use “details”",
      set: [
        { path: ["nodes", "welcome", "next"], value: "details" },
        { path: ["nodes", "welcome", "note"], value: "Mended" },
      ],
      remove: [["nodes", "menu"]],
    },
  };
  mend(problem);
  expect(document().nodes.welcome).toMatchObject({ next: "details", note: "Mended" });
  expect(document().nodes).not.toHaveProperty("menu");
  undo();
  expect(document()).toBe(scheduling);
});

test("the menu of a step has every way out of it, also those that are not set", () => {
  const ids = stepMenu("find").map((item) => item.id);
  expect(ids).toEqual(expect.arrayContaining(["exit:next", "exit:if_error", "exit:if_empty", "remove"]));
});
