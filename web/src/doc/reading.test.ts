import { expect, test } from "vitest";
import { exitsOf } from "./exits";
import { same, shared } from "./equal";
import { mergeDocuments } from "./merge";
import { addStep, getAt, moveKey, removeSteps, renameStep, setAt, titleOf } from "./ops";
import { languagesOf, stepAt, stepNames, stepsOf, textOf } from "./reading";
import { schemaAt } from "./references";
import { schema, specOf, steps } from "./testing/flows";
import type { FlowDoc } from "./types";

const ODD = ["constructor", "toString", "__proto__", "hasOwnProperty", ""];
const flow: FlowDoc = {
  flow: "x",
  title: "X",
  start: "a",
  nodes: { a: { type: "say", say: "A", next: "b" } },
};
/** What people write by hand; none of it is a flow. */
const written = (parts: object) => ({ ...flow, ...parts });

test.each(ODD)("nothing is at %j until something is put there", (name) => {
  expect(getAt(flow, ["nodes", name])).toBeUndefined();
  expect(stepAt(flow, name)).toBeUndefined();
  expect(setAt(flow, ["nodes", name], undefined)).toBe(flow);
  expect(moveKey(flow, ["nodes"], name, 1)).toBe(flow);
  expect(removeSteps(flow, [name], schema)).toBe(flow);
  expect(renameStep(flow, name, "c", schema)).toBe(flow);
});

test.each(ODD)("a step may be called %j", (name) => {
  const named = setAt(flow, ["nodes", name], { type: "say", say: "B", next: "a" });
  expect(stepNames(named)).toEqual(["a", name]);
  expect(getAt(named, ["nodes", name, "say"])).toBe("B");
  expect(stepNames(renameStep(named, name, "c", schema))).toEqual(["a", "c"]);
  expect(stepNames(removeSteps(named, [name], schema))).toEqual(["a"]);
});

test.each(ODD)("a step that somebody else called %j comes in as they wrote it", (name) => {
  const theirs = setAt(flow, ["nodes", name], { type: "say", say: "B" });
  expect(same(mergeDocuments(flow, flow, theirs, schema).document, theirs)).toBe(true);
  const empty = setAt(flow, ["nodes", name], {});
  expect(getAt(shared(flow, empty), ["nodes", name])).not.toBe(Object.prototype);
});

test("a step of the type “constructor” is of none that is known", () => {
  const odd = setAt(flow, ["nodes", "a", "type"], "constructor");
  expect(schemaAt(schema, odd, ["nodes", "a", "say"])).toBeNull();
});

test("an action called “constructor” that the flow does not have tells of no outcomes", () => {
  const acting = steps.types.find(({ exits }) => exits.some(({ each_of }) => each_of === "outcomes"));
  if (!acting) throw new Error("no type of step has outcomes");
  const exits = (action: string) =>
    exitsOf("a", { type: acting.type, action }, acting, written({ actions: {} }));
  expect(exits("constructor")).toEqual(exits("none_such"));
});

test("what is no text is shown as none", () => {
  expect([{ a: 1 }, ["x"], null, undefined].map(textOf)).toEqual(["", "", "", ""]);
  expect([1, true, "x"].map(textOf)).toEqual(["1", "true", "x"]);
  expect(titleOf(written({ nodes: { look_up: { type: "say", title: { a: 1 } } } }), "look_up")).toBe(
    "Look up",
  );
});

test.each([null, undefined, "text", ["a"], 3])("steps that are %j are none", (nodes) => {
  expect(stepsOf(written({ nodes }))).toEqual([]);
  const [more, name] = addStep(written({ nodes }), { type: "say", spec: specOf("say"), schema });
  expect(stepNames(more)).toEqual([name]);
});

test.each([null, "text", ["a"], {}, { type: 3 }, { type: null }])(
  "a step that is %j can be shown",
  (step) => {
    const [[name, shown] = ["", undefined]] = stepsOf(written({ nodes: { a: step } }));
    expect(name).toBe("a");
    expect(typeof shown?.type).toBe("string");
    expect(steps.types.some(({ type }) => type === shown?.type)).toBe(false);
  },
);

test("a step that is as it should be is read as it is", () => {
  expect(stepAt(flow, "a")).toBe(flow.nodes.a);
});

test("languages that are no list are those of a flow that names none", () => {
  expect(languagesOf(written({ languages: "hi" }))).toEqual(["en"]);
  expect(languagesOf(written({ languages: ["hi", null, { a: 1 }] }))).toEqual(["hi"]);
});
