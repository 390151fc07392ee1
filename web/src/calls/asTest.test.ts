import { describe, expect, it } from "vitest";
import { answersOf, callerLines, circumstances, makeTest, rangAt, withTest } from "./asTest";
import { HIDDEN } from "./disguise";
import { call, flow, spoken, turnOf } from "./sample";

const NOW = "2026-03-02T09:00";
const action = (name: string, outcome: string, answer: null | string | object) => ({
  action: name,
  arguments: {},
  outcome,
  answer: answer as never,
});

describe("what the caller did", () => {
  it("is told as tests write it, without what was said in passing or by us", () => {
    expect(
      callerLines({
        turns: [{ ...turnOf(4, [], { heard: "payment_made" }), doing: "event" }],
        transcript: [
          spoken(0, "bot", "Hello."),
          spoken(1, "caller", "book"),
          spoken(1, "caller", "mhm", { event: "backchannel" }),
          spoken(2, "keys", "12#"),
          spoken(3, "line", "The caller said nothing.", { event: "silence" }),
          spoken(4, "line", "It was told that payment_made happened.", {
            event: "happened",
          }),
          spoken(4, "line", "The agent hung up.", { event: "ended" }),
        ],
      }),
    ).toEqual([{ caller: "book" }, { press: "12#" }, { silence: true }, { event: "payment_made" }]);
  });
});

describe("how it was when the call came", () => {
  it("is as it was set, in a call that tries a flow", () => {
    const page = call([], [], { circumstances: { now: "2026-03-01T21:00", open: false } });
    expect([rangAt(page), circumstances(page, flow)]).toEqual(["2026-03-01T21:00", { open: false }]);
  });
});

describe("a test of a call", () => {
  const page = call(
    [
      spoken(0, "bot", "Hello."),
      spoken(1, "caller", "book a cleaning"),
      spoken(2, "caller", "It's Ana Gomez"),
      spoken(3, "caller", "the old one"),
      spoken(4, "keys", "9812345678"),
    ],
    [
      turnOf(1, ["find"], { actions: [action("find_times", "ok", [{ start: "2026-12-01T08:30" }])] }),
      turnOf(2, [], {
        commands: [{ command: "fill", slot: "name", said: "Ana Gomez", value: "Ana Gomez", by: "rules" }],
      }),
      turnOf(3, [], {
        commands: [{ command: "fill", slot: "phone", said: HIDDEN, value: HIDDEN, by: "rules" }],
      }),
      turnOf(4, ["book"], { actions: [action("book", "ok", { ref: "U2FH", name: "Ana Gomez" })] }),
    ],
  );
  const made = makeTest(page, flow, "Books", NOW);

  it("says what the caller did without who it was", () => {
    expect(made.test).toEqual({
      name: "Books",
      call: { caller: "+919000000137", now: NOW },
      mocks: { find_times: [{ start: "2026-12-01T08:30" }], book: { ref: "U2FH", name: "Alex Morgan" } },
      script: [
        { caller: "book a cleaning" },
        { caller: "It's Alex Morgan" },
        { caller: "1234567890" },
        { press: "9000000137" },
      ],
      result: "booked",
    });
    expect(made.replaced).toEqual(["name", "number"]);
    expect(JSON.stringify(made.test)).not.toMatch(/gomez|98123/i);
  });

  it("says in which language, and that nobody was there", () => {
    const spokenHindi = call(
      [
        spoken(1, "caller", "नमस्ते", { language: "hi" }),
        spoken(1, "line", "Nobody is there.", { event: "closed" }),
      ],
      [],
      { direction: "outbound", result: null },
    );
    const { test } = makeTest(spokenHindi, flow, "In Hindi", NOW);
    expect(test.call).toMatchObject({ language: "hi", open: false, direction: "outbound" });
    expect(test).not.toHaveProperty("result");
  });
});

describe("what actions answered", () => {
  it("is one answer when all were alike, and a list in order when not", () => {
    const turns = [
      turnOf(1, [], { actions: [action("book", "taken", null), action("find_times", "ok", [])] }),
      turnOf(2, [], { actions: [action("book", "ok", { ref: "A" }), action("find_times", "ok", [])] }),
      turnOf(3, [], { actions: [action("leave_message", "error", null)] }),
    ];
    expect(answersOf(call([], turns), flow)).toEqual({
      mocks: {
        book: [{ outcome: "taken" }, { ref: "A" }],
        find_times: [],
        leave_message: { error: true },
      },
      unknown: [],
    });
  });

  it("is unknown where the record only tells its shape", () => {
    const turns = [
      turnOf(1, [], { actions: [action("find_times", "ok", "a list of 20")] }),
      turnOf(2, [], { actions: [action("book", "ok", { ref: "A", times: "a list of 9" })] }),
    ];
    expect(answersOf(call([], turns), flow)).toEqual({ mocks: {}, unknown: ["find_times", "book"] });
  });
});

it("goes behind the other tests, under a name of its own", () => {
  const { test } = makeTest(call([spoken(1, "caller", "hi")]), flow, "Hello", NOW);
  const once = withTest(flow, test);
  const twice = withTest(once, test);
  expect((twice["tests"] as { name: string }[]).map(({ name }) => name)).toEqual(["Hello", "Hello (2)"]);
  expect(flow["tests"]).toBeUndefined();
  expect((once["tests"] as object[])[0]).not.toHaveProperty("mocks");
});
