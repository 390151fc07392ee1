import { describe, expect, it } from "vitest";
import type { Json } from "../../doc/types";
import { jsonLines, Lines } from "./ndjson";
import { after, NO_CALL, type CallEvent, type LiveCall } from "./transcript";

let next = 0;
function event(name: string, fields: Record<string, Json> = {}): CallEvent {
  return { n: next++, at_ms: 0, event: name, ...fields };
}

function told(...events: CallEvent[]): LiveCall {
  return events.reduce(after, NO_CALL);
}

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
    expect(call.spoken.map(({ who, text, state, heard }) => [who, text, state, heard])).toEqual([
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
    expect(call.spoken.map(({ who, text }) => [who, text])).toEqual([
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
    expect(call.spoken.map(({ text }) => text)).toEqual(["on Tuesday at nine"]);
    expect(call.steps).toEqual([]);
  });
  it("keeps the steps in order, the values, and how it ended", () => {
    const call = told(
      event("step", { step: "menu" }),
      event("fill", { slot: "day", value: "2026-03-02" }),
      event("step", { step: "book_it" }),
      event("hang_up", { result: "booked" }),
      event("ended", { result: "booked", why: "", by: "agent" }),
    );
    expect(call.steps).toEqual(["menu", "book_it"]);
    expect(call.values).toEqual({ day: "2026-03-02" });
    expect([call.result, call.over]).toEqual(["booked", true]);
  });
  it("takes no event twice", () => {
    const step = event("step", { step: "menu" });
    expect(told(step, step).steps).toEqual(["menu"]);
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
