import { describe, expect, it } from "vitest";
import type { FlowDoc } from "../../doc/types";
import { callAt, callToWire, caseOf, secondsOf, testNames, withTest } from "./caseOf";
import { actionsOf, fromWire, isReadable, toWire, type Mocks } from "./mocks";

const flow: FlowDoc = {
  flow: "f",
  title: "F",
  start: "a",
  nodes: { a: { type: "end" } },
  actions: { book: { out: "record", outcomes: ["taken"] }, find: { out: "list" } },
  tests: [{ name: "Old", script: [] }],
};

describe("a test of the flow", () => {
  it("becomes a conversation, without what it expects", () => {
    const made = caseOf({
      name: "T",
      call: { now: "2026-03-04T09:00", open: false },
      mocks: { book: [{ outcome: "taken" }, { ref: "B2" }] },
      script: [
        { bot: "Hello" },
        { caller: true },
        { press: "1" },
        { silence: true },
        { expect: { day: "x" } },
        { event: { name: "paid", value: 5 } },
        { hangup: true },
        { ring_back: "5m" },
        { not_taken: true },
      ],
    });
    expect(made.call).toMatchObject({ now: "2026-03-04T09:00", open: false, direction: "inbound" });
    expect(made.lines).toEqual([
      { caller: "yes" },
      { press: "1" },
      { silence: true },
      { event: "paid", value: 5 },
      { hangup: true },
      { ring_back: 300 },
      { not_taken: true },
    ]);
    expect(toWire(made.mocks, flow)).toEqual({ book: [{ outcome: "taken" }, { ref: "B2" }] });
  });
  it("is added at the end under its name, with or without its sentences", () => {
    const test = { name: "", script: [{ bot: "Hi" }, { caller: "x" }], result: "done" };
    const added = withTest(flow, test, "New", true);
    expect(testNames(added)).toEqual(["Old", "New"]);
    expect(flow.tests).toHaveLength(1);
    expect(withTest(flow, test, "New", false).tests).toEqual([
      { name: "Old", script: [] },
      { name: "New", script: [{ caller: "x" }], result: "done" },
    ]);
  });
});

describe("the tests of a flow", () => {
  it("have one of each name: saving another takes the place of the first", () => {
    const two = withTest(flow, { script: [{ caller: "x" }] }, "Second", true);
    expect(withTest(two, { script: [{ caller: "y" }] }, "Old", true).tests).toEqual([
      { name: "Old", script: [{ caller: "y" }] },
      { name: "Second", script: [{ caller: "x" }] },
    ]);
  });
});

it("Lengths of time are read as a flow writes them", () => {
  expect([90, "90s", "90", "1.5m", "1h"].map(secondsOf)).toEqual([90, 90, 90, 90, 3600]);
});

it("A call rings at the moment that it is begun, and says only what is set", () => {
  const call = callAt(new Date(2026, 2, 2, 9, 5));
  expect(call.now).toBe("2026-03-02T09:05");
  expect(callToWire({ ...call, caller: "" })).toEqual({
    now: "2026-03-02T09:05",
    open: true,
    direction: "inbound",
  });
});

describe("what actions answer", () => {
  it("comes to the service as a test says it; examples, what cannot be read and unknown actions do not", () => {
    const mocks: Mocks = {
      book: { kind: "outcome", outcome: "taken" },
      find: { kind: "answer", text: '[{"start": ' },
      gone: { kind: "fails" },
    };
    expect(toWire(mocks, flow)).toEqual({ book: { outcome: "taken" } });
    expect(toWire({ book: { kind: "fails" }, find: { kind: "example" } }, flow)).toEqual({
      book: { error: true },
    });
  });
  it("comes back from a test as it was set", () => {
    expect(fromWire({ a: { outcome: "taken" }, b: { error: true }, c: [1] })).toEqual({
      a: { kind: "outcome", outcome: "taken" },
      b: { kind: "fails" },
      c: { kind: "answer", text: "[1]" },
    });
  });
  it("is told wrong while it cannot be read", () => {
    expect([isReadable('{"a": 1}'), isReadable("null"), isReadable("{")]).toEqual([true, true, false]);
  });
  it("has the outcomes of the flow, otherwise those of the service", () => {
    const spec = {
      name: "find",
      summary: "Finds.",
      arguments: {},
      answers: { out: "list", fields: {} },
      outcomes: ["none"],
      effect: false,
    };
    expect(actionsOf(flow, [spec])).toEqual([
      { name: "book", summary: "", outcomes: ["taken"] },
      { name: "find", summary: "Finds.", outcomes: ["none"] },
    ]);
  });
});
