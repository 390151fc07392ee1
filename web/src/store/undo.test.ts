// @vitest-environment jsdom
import { act, renderHook } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { setAt } from "../doc/paths";
import { EMPTY_LAYOUT, type FlowDoc } from "../doc/types";
import { MOST_UNDO, useDocument } from "./document";
import { useLayout } from "./layout";
import { redo, undo, useRedoable, useUndoable } from "./undo";

const FLOW: FlowDoc = { flow: "f", title: "F", start: "a", nodes: { a: { type: "say", say: "A" } } };

beforeEach(() => {
  useDocument.getState().load(FLOW);
  useLayout.getState().load(EMPTY_LAYOUT);
});

const say = (text: string, group?: string) =>
  useDocument.getState().edit(`Wrote ${text}`, (d) => setAt(d, ["nodes", "a", "say"], text), group);
const place = (x: number) => useLayout.getState().move("a", x, 0);
const now = () => [
  useDocument.getState().document?.nodes.a?.say,
  useLayout.getState().layout.positions.a?.[0],
];

test("what was done last is undone first, whether it was said or placed", () => {
  say("B");
  place(1);
  say("C");
  place(2);
  expect(now()).toEqual(["C", 2]);
  const steps = [1, 2, 3, 4].map(() => {
    undo();
    return now();
  });
  expect(steps).toEqual([
    ["C", 1],
    ["B", 1],
    ["B", undefined],
    ["A", undefined],
  ]);
  const back = [1, 2, 3, 4].map(() => {
    redo();
    return now();
  });
  expect(back).toEqual([
    ["B", undefined],
    ["B", 1],
    ["C", 1],
    ["C", 2],
  ]);
});

test("with nothing to undo or redo nothing happens", () => {
  undo();
  redo();
  expect(now()).toEqual(["A", undefined]);
});

test("after a new change there is nothing to redo", () => {
  say("B");
  place(1);
  undo();
  say("C");
  redo();
  expect(now()).toEqual(["C", undefined]);
});

test("keystrokes in one setting are undone together", () => {
  for (const text of ["B", "Be", "Bee"]) say(text, "nodes.a.say");
  undo();
  expect(now()[0]).toBe("A");
});

test("what undo and redo would do has a name", () => {
  const { result } = renderHook(() => [useUndoable(), useRedoable()]);
  expect(result.current).toEqual([null, null]);
  act(() => say("B"));
  act(() => place(1));
  expect(result.current).toEqual(["Moved steps on the canvas", null]);
  act(undo);
  expect(result.current).toEqual(["Wrote B", "Moved steps on the canvas"]);
  act(undo);
  expect(result.current).toEqual([null, "Wrote B"]);
});

test("so many steps can be undone, and no more", () => {
  for (let count = 0; count < MOST_UNDO + 5; count += 1) say(String(count));
  for (let count = 0; count < MOST_UNDO + 5; count += 1) undo();
  expect(now()[0]).toBe("4");
});
