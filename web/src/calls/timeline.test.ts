import { describe, expect, it } from "vitest";
import { liveTranscript, splitLines, type TimelineEntry } from "./timeline";

let ordinal = 0;
const entry = (event: string, fields: Partial<TimelineEntry> = {}, at_ms = 0): TimelineEntry => ({
  n: ordinal++,
  at_ms,
  event,
  ...fields,
});
const shown = (...entries: TimelineEntry[]) =>
  liveTranscript(entries).map(({ who, text, unsettled }) => `${who}${unsettled ? "?" : ""}: ${text}`);
const turn = (fields: Partial<TimelineEntry>) =>
  entry("turn", { turn: 1, text: "", keys: "", silence: false, happened: "", ...fields });

describe("a stream in pieces", () => {
  it("gives whole lines, and keeps the rest for later", () => {
    const first = splitLines("", '{"n":0,"at_ms":1,"event":"say"}\n{"n":1,"at');
    expect(first.entries.map(({ n }) => n)).toEqual([0]);
    const second = splitLines(first.left, '_ms":2,"event":"heard"}\n\nnonsense\n');
    expect(second.entries.map(({ event }) => event)).toEqual(["heard"]);
    expect(second.left).toBe("");
  });
});

describe("what has been said so far", () => {
  it("shows words while they are said, and settles them with the turn", () => {
    const words = [
      entry("say", { utterance: "t0.1", turn: 0, text: "Hello." }),
      entry("voice_began", { ago_ms: 80 }, 900),
      entry("words", { text: "I'd like", settled: false }, 1200),
    ];
    expect(shown(...words)).toEqual(["bot: Hello.", "caller?: I'd like"]);
    const settled = [...words, turn({ text: "I'd like to book." })];
    expect(shown(...settled)).toEqual(["bot: Hello.", "caller: I'd like to book."]);
    expect(liveTranscript(settled)[1]?.at_ms).toBe(900);
  });

  it("shows keys one by one", () => {
    const keys = [entry("key", { digit: "4" }), entry("key", { digit: "2" })];
    expect(shown(...keys)).toEqual(["keys?: 42"]);
    expect(shown(...keys, turn({ keys: "42" }))).toEqual(["keys: 42"]);
  });

  it("marks what was cut, with what was heard of it", () => {
    const [line] = liveTranscript([
      entry("say", { utterance: "t0.1", turn: 0, text: "One two three." }),
      entry("cut", { utterance: "t0.1", heard: "One" }),
    ]);
    expect(line).toMatchObject({ cut: true, heard_text: "One" });
  });

  it("takes back a turn when the caller goes on speaking", () => {
    expect(
      shown(
        turn({ text: "book a" }),
        entry("say", { utterance: "t1.1", turn: 1, text: "Which day?" }),
        entry("continued", { turn: 1 }),
        turn({ turn: 2, text: "book a cleaning" }),
      ),
    ).toEqual(["caller: book a cleaning"]);
  });

  it("keeps what was being said when the call ended", () => {
    const said = [entry("voice_began", {}, 900), entry("words", { text: "wait, I also" }, 1200)];
    const [line] = liveTranscript([
      ...said,
      entry("unanswered", { text: "wait, I also", settled: false }, 1500),
    ]);
    expect(line).toMatchObject({ who: "caller", text: "wait, I also", event: "unfinished", at_ms: 900 });
    const [whole] = liveTranscript([entry("unanswered", { text: "Goodbye.", settled: true })]);
    expect(whole).toMatchObject({ event: "unanswered", unsettled: false });
  });

  it("tells silence, and forgets noises", () => {
    const lines = liveTranscript([
      entry("voice_began"),
      entry("words", { text: "hm" }),
      entry("noise"),
      turn({ silence: true }),
    ]);
    expect(lines.map(({ event }) => event)).toEqual(["silence"]);
  });
});
