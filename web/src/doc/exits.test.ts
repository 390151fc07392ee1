import { expect, test } from "vitest";
import { exitsOf, sharedTargets } from "./exits";
import { sales, scheduling, specOf, steps } from "./testing/flows";
import type { FlowDoc } from "./types";

function exits(flow: FlowDoc, name: string) {
  const step = flow.nodes[name];
  if (!step) throw new Error(name);
  return exitsOf(name, step, specOf(step.type), flow);
}

test("exits that must be set come with their targets, optional ones also when they are not set", () => {
  expect(exits(scheduling, "find").map(({ key, target, required }) => [key, target, required])).toEqual([
    ["next", "offer_time", true],
    ["if_error", null, false],
    ["if_empty", "no_times", false],
  ]);
});

test("what an action may answer is an exit of its own", () => {
  expect(exits(scheduling, "book_it").find(({ key }) => key === "if_taken")).toMatchObject({
    name: "if_taken",
    label: "Taken",
    path: ["nodes", "book_it", "if_taken"],
    target: "just_taken",
    required: false,
  });
});

test("each option and each condition is an exit, named as the reports name it", () => {
  expect(exits(scheduling, "what_to_change")[0]).toMatchObject({
    key: "options.day",
    name: "option day",
    label: "Day",
    path: ["nodes", "what_to_change", "options", "day", "to"],
    target: "details",
  });
  expect(exits(scheduling, "already_known")[0]).toMatchObject({
    key: "cases.0",
    name: "case 1",
    label: 'purpose == "move"',
    target: "sure_move",
  });
});

test("giving up is an exit of every step that asks", () => {
  expect(exits(sales, "consent").find(({ key }) => key === "give_up")).toMatchObject({
    path: ["nodes", "consent", "tries", "then"],
    target: "no_recording",
  });
});

test("no two exits of a step share a key, and every target is found in the document at the exit's path", () => {
  for (const flow of [sales, scheduling])
    for (const name of Object.keys(flow.nodes)) {
      const found = exits(flow, name);
      expect(new Set(found.map(({ key }) => key)).size).toBe(found.length);
    }
});

test("a target of four steps is shared, one of three is not", () => {
  const shared = sharedTargets(scheduling, steps);
  for (const target of Object.keys(scheduling.nodes)) {
    const from = Object.keys(scheduling.nodes).filter((name) =>
      exits(scheduling, name).some((exit) => exit.target === target),
    );
    expect(shared.has(target)).toBe(from.length >= 4);
  }
  expect(shared.size).toBeGreaterThan(0);
});
