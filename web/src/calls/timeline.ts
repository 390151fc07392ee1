/** The timeline of a call that goes on, as the service sends it, made into what is said by whom. */

import type { Json } from "../doc/types";
import type { Spoken } from "../api/types";

/** One line of `GET /api/calls/{id}/events`. */
export interface TimelineEntry {
  n: number;
  at_ms: number;
  event: string;
  [field: string]: Json;
}

/** `unsettled`: the caller is still saying it, and the words may change. */
export type LiveLine = Spoken & { unsettled: boolean };

/** Whole lines out of a stream that comes in pieces; what is left over waits for the next piece. */
export function splitLines(left: string, piece: string): { entries: TimelineEntry[]; left: string } {
  const lines = (left + piece).split("\n");
  const rest = lines.pop() ?? "";
  return { entries: lines.flatMap(readEntry), left: rest };
}

/** One line; nothing where it is no entry. */
export function readEntry(line: string): TimelineEntry[] {
  try {
    const entry = JSON.parse(line) as Partial<TimelineEntry> | null;
    return entry && typeof entry.event === "string" && typeof entry.n === "number"
      ? [entry as TimelineEntry]
      : [];
  } catch {
    return [];
  }
}

interface Writing {
  lines: LiveLine[];
  /** Sentences of ours by the name that the timeline gives them. */
  saying: Map<string, LiveLine>;
  /** What the caller is saying or keying now. */
  now: LiveLine | null;
  turn: number;
  step: string | null;
}

/** What has been said so far. */
export function liveTranscript(entries: readonly TimelineEntry[]): readonly LiveLine[] {
  const writing: Writing = { lines: [], saying: new Map(), now: null, turn: 0, step: null };
  for (const entry of entries) readers[entry.event]?.(writing, entry);
  return writing.now?.text ? [...writing.lines, writing.now] : writing.lines;
}

const readers: Record<string, (writing: Writing, entry: TimelineEntry) => void> = {
  step: (writing, entry) => {
    writing.step = told(entry, "step");
  },
  say: (writing, entry) => {
    const line = lineOf(writing, entry, "bot", told(entry, "text"));
    writing.lines.push(line);
    writing.saying.set(told(entry, "utterance"), line);
  },
  cut: (writing, entry) => {
    const line = writing.saying.get(told(entry, "utterance"));
    if (line) Object.assign(line, { cut: true, heard_text: told(entry, "heard") });
  },
  voice_began: (writing, entry) => {
    writing.now ??= { ...lineOf(writing, entry, "caller", ""), unsettled: true };
  },
  words: (writing, entry) => {
    writing.now ??= lineOf(writing, entry, "caller", "");
    writing.now = { ...writing.now, text: told(entry, "text"), unsettled: entry["settled"] !== true };
  },
  key: (writing, entry) => {
    const before = writing.now?.who === "keys" ? writing.now.text : "";
    writing.now = {
      ...lineOf(writing, entry, "keys", before + told(entry, "digit")),
      unsettled: true,
    };
  },
  turn: (writing, entry) => {
    writing.turn = typeof entry["turn"] === "number" ? entry["turn"] : writing.turn + 1;
    const at_ms = writing.now?.at_ms ?? entry.at_ms;
    const keys = told(entry, "keys");
    const text = keys || told(entry, "text");
    if (text) writing.lines.push({ ...lineOf(writing, entry, keys ? "keys" : "caller", text), at_ms });
    else if (entry["silence"] === true)
      writing.lines.push({ ...lineOf(writing, entry, "line", ""), event: "silence" });
    writing.now = null;
  },
  backchannel: (writing, entry) => {
    writing.lines.push({ ...lineOf(writing, entry, "caller", told(entry, "text")), event: "backchannel" });
    writing.now = null;
  },
  unanswered: (writing, entry) => {
    const event = entry["settled"] === true ? "unanswered" : "unfinished";
    const at_ms = writing.now?.at_ms ?? entry.at_ms;
    writing.lines.push({ ...lineOf(writing, entry, "caller", told(entry, "text")), at_ms, event });
    writing.now = null;
  },
  continued: (writing, entry) => {
    writing.lines = writing.lines.filter((line) => line.turn !== entry["turn"]);
  },
  noise: (writing) => {
    writing.now = null;
  },
  no_words: (writing) => {
    writing.now = null;
  },
};

function lineOf(writing: Writing, entry: TimelineEntry, who: Spoken["who"], text: string): LiveLine {
  const turn = typeof entry["turn"] === "number" ? entry["turn"] : writing.turn;
  const { at_ms } = entry;
  return { turn, at_ms, who, text, cut: false, step: writing.step, language: null, unsettled: false };
}

function told(entry: TimelineEntry, field: string): string {
  const value = entry[field];
  return typeof value === "string" ? value : "";
}
