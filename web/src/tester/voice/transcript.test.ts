import { describe, expect, it } from "vitest";
import type { Json } from "../../doc/types";
import { jsonLines, Lines } from "./ndjson";
import { after, NO_CALL, stepsOf, valuesOf, type CallEvent, type LiveCall } from "./transcript";

let next = 0;
function event(name: string, fields: Record<string, Json> = {}): CallEvent {
  return { n: next++, at_ms: 0, event: name, ...fields };
}

function told(...events: CallEvent[]): LiveCall {
  return events.reduce(after, NO_CALL);
}

const spoken = ({ turns }: LiveCall) => turns.flatMap((turn) => turn.spoken);

describe("a call as its events tell it", () => {
  it("has what was said by either side, and how far it was heard", () => {
    const call = told(
      event("say", { utterance: "u1", turn: 0, text: "Hello. How can I help?" }),
      event("words", { text: "I want" }),
      event("cut", { utterance: "u1", heard: "Hello." }),
      event("turn", { turn: 1, text: "I want to book", keys: "", silence: false }),
      event("say", { utterance: "u2", turn: 1, text: "Which day?" }),
      event("heard", { utterance: "u2" }),
    );
    expect(spoken(call).map(({ who, text, state, heard }) => [who, text, state, heard])).toEqual([
      ["bot", "Hello. How can I help?", "cut", "Hello."],
      ["caller", "I want to book", "heard", ""],
      ["bot", "Which day?", "heard", ""],
    ]);
    expect(call.hearing).toBe("");
  });
  it("shows what is being said before the turn is over", () => {
    expect(told(event("words", { text: "I want" })).hearing).toBe("I want");
  });
  it("tells keys, silence and events from words", () => {
    const call = told(
      event("turn", { turn: 1, text: "", keys: "12#" }),
      event("turn", { turn: 2, text: "", keys: "", silence: true }),
      event("turn", { turn: 3, text: "", keys: "", silence: false, happened: "payment_made" }),
    );
    expect(spoken(call).map(({ who, text }) => [who, text])).toEqual([
      ["keys", "12#"],
      ["silence", ""],
      ["event", "payment_made"],
    ]);
  });
  it("takes a turn back that the caller went on with", () => {
    const call = told(
      event("turn", { turn: 1, text: "on Tuesday" }),
      event("step", { step: "time" }),
      event("say", { utterance: "u", turn: 1, text: "At what time?" }),
      event("continued", { turn: 1 }),
      event("turn", { turn: 2, text: "on Tuesday at nine" }),
    );
    expect(spoken(call).map(({ text }) => text)).toEqual(["on Tuesday at nine"]);
    expect(stepsOf(call)).toEqual([]);
  });
  it("puts everything to the turn that it came of, as the call’s page counts them", () => {
    const call = told(
      event("step", { step: "menu" }),
      event("turn", { turn: 1, text: "a cleaning on" }),
      event("continued", { turn: 1 }),
      event("turn", { turn: 2, text: "a cleaning on Tuesday" }),
      event("fill", { slot: "day", value: "2026-03-03" }),
      event("turn", { turn: 3, text: "nine" }),
      event("say", { utterance: "late", turn: 2, text: "One moment." }),
      event("turn_failed", { turn: 3 }),
      event("step", { step: "sorry" }),
    );
    expect(call.turns.map(({ id, steps, changed }) => [id, steps, changed])).toEqual([
      [0, ["menu"], {}],
      [2, [], { day: "2026-03-03" }],
      [3, [], {}],
      [3, ["sorry"], {}],
    ]);
    expect(call.turns[1]?.spoken.map(({ text }) => text)).toEqual(["a cleaning on Tuesday", "One moment."]);
  });
  it("keeps the steps in order, the values, and how it ended", () => {
    const call = told(
      event("step", { step: "menu" }),
      event("fill", { slot: "day", value: "2026-03-02" }),
      event("step", { step: "book_it" }),
      event("hang_up", { result: "booked" }),
      event("ended", { result: "booked", why: "", by: "agent" }),
    );
    expect(stepsOf(call)).toEqual(["menu", "book_it"]);
    expect(valuesOf(call)).toEqual({ day: "2026-03-02" });
    expect([call.result, call.over]).toEqual(["booked", true]);
  });
  it("takes no event twice", () => {
    const step = event("step", { step: "menu" });
    expect(stepsOf(told(step, step))).toEqual(["menu"]);
  });
});

describe("JSON lines", () => {
  it("are whole however the text is cut", () => {
    const lines = new Lines();
    expect([lines.add('{"a"'), lines.add(':1}\n\n{"b":2}\n{')]).toEqual([[], ['{"a":1}', '{"b":2}']]);
  });
  it("come out of a stream, letters of several bytes too", async () => {
    const bytes = new TextEncoder().encode('{"said":"हाँ"}\n{"said":"é"}\n{"bro');
    const body = new ReadableStream<Uint8Array>({
      start(out) {
        bytes.forEach((_, at) => out.enqueue(bytes.slice(at, at + 1)));
        out.close();
      },
    });
    const read: unknown[] = [];
    for await (const line of jsonLines(body)) read.push(line);
    expect(read).toEqual([{ said: "हाँ" }, { said: "é" }]);
  });
});
