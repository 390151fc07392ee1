/** A call as its events tell it, while it goes on: who said what, which steps it came through, what is known. */

import type { Json } from "../../doc/types";

export interface CallEvent {
  n: number;
  at_ms: number;
  event: string;
  [field: string]: Json;
}

export interface Spoken {
  id: string;
  who: "bot" | "caller" | "keys" | "silence" | "event";
  text: string;
  state: "coming" | "heard" | "cut";
  /** Of what was cut: as far as the caller heard it. */
  heard: string;
}

/** What the caller did, and all that came of it. The place of a turn among the others is its number on the call’s page. */
export interface LiveTurn {
  /** By which the call’s events name it. */
  id: number;
  spoken: readonly Spoken[];
  steps: readonly string[];
  changed: Readonly<Record<string, Json>>;
  /** The newest event of it. */
  last: number;
}

export interface LiveCall {
  /** The newest event that was taken, -1 before the first. */
  last: number;
  turns: readonly LiveTurn[];
  /** What the caller is saying now, as far as it is understood. */
  hearing: string;
  result: string | null;
  /** Where the caller was put through to. */
  transferred: string | null;
  over: boolean;
}

const GREETING: LiveTurn = { id: 0, spoken: [], steps: [], changed: {}, last: -1 };

export const NO_CALL: LiveCall = {
  last: -1,
  turns: [GREETING],
  hearing: "",
  result: null,
  transferred: null,
  over: false,
};

/** Every step that the call came to, in order. */
export function stepsOf({ turns }: LiveCall): string[] {
  return turns.flatMap(({ steps }) => steps);
}

/** What is known by now. */
export function valuesOf({ turns }: LiveCall): Record<string, Json> {
  return Object.assign({}, ...turns.map(({ changed }) => changed)) as Record<string, Json>;
}

/** The call after this event; the same one for an event that was taken already. */
export function after(call: LiveCall, event: CallEvent): LiveCall {
  if (event.n <= call.last) return call;
  return { ...call, ...(READERS[event.event]?.(call, event) ?? {}), last: event.n };
}

type Reader = (call: LiveCall, event: CallEvent) => Partial<LiveCall>;

const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");
const number = (value: Json | undefined): number => (typeof value === "number" ? value : 0);

const READERS: Record<string, Reader> = {
  words: (_, event) => ({ hearing: text(event.text) }),
  turn: (call, event) => ({
    hearing: "",
    turns: [...call.turns, { ...GREETING, id: number(event.turn), spoken: done(event), last: event.n }],
  }),
  turn_failed: (call, event) => ({
    turns: [...call.turns, { ...GREETING, id: call.turns.at(-1)?.id ?? 0, last: event.n }],
  }),
  say: (call, event) => {
    const said = { id: text(event.utterance), who: "bot", text: text(event.text), state: "coming" } as const;
    const of = call.turns.findLastIndex(({ id }) => id === number(event.turn));
    return inTurn(call, event, of, ({ spoken }) => ({ spoken: [...spoken, { ...said, heard: "" }] }));
  },
  heard: (call, event) => changed(call, event, { state: "heard" }),
  cut: (call, event) => changed(call, event, { state: "cut", heard: text(event.heard) }),
  continued: ({ turns }, event) => ({
    turns: turns.length > 1 && turns.at(-1)?.id === event.turn ? turns.slice(0, -1) : turns,
  }),
  step: (call, event) => inLast(call, event, ({ steps }) => ({ steps: [...steps, text(event.step)] })),
  fill: (call, event) =>
    inLast(call, event, (turn) => ({
      changed: { ...turn.changed, [text(event.slot)]: event.value ?? null },
    })),
  condition: (call, event) => inLast(call, event, () => ({})),
  tool: (call, event) => inLast(call, event, () => ({})),
  turn_done: (call, event) => inLast(call, event, () => ({})),
  transfer: (_, event) => ({ transferred: text(event.to) }),
  hang_up: (_, event) => ({ result: text(event.result) }),
  ended: (call, event) => ({ hearing: "", over: true, result: text(event.result) || call.result }),
};

function inLast(call: LiveCall, event: CallEvent, change: (turn: LiveTurn) => Partial<LiveTurn>) {
  return inTurn(call, event, call.turns.length - 1, change);
}

function inTurn(
  { turns }: LiveCall,
  { n }: CallEvent,
  which: number,
  change: (turn: LiveTurn) => Partial<LiveTurn>,
): Partial<LiveCall> {
  const place = which < 0 ? turns.length - 1 : which;
  return { turns: turns.map((turn, at) => (at === place ? { ...turn, ...change(turn), last: n } : turn)) };
}

function changed(call: LiveCall, event: CallEvent, change: Partial<Spoken>): Partial<LiveCall> {
  const spokenNow = (spoken: readonly Spoken[]) =>
    spoken.map((each) => (each.id === event.utterance ? { ...each, ...change } : each));
  return {
    turns: call.turns.map((turn) =>
      turn.spoken.some(({ id }) => id === event.utterance)
        ? { ...turn, spoken: spokenNow(turn.spoken) }
        : turn,
    ),
  };
}

/** What the caller, or the world, did. */
function done(event: CallEvent): Spoken[] {
  const line = (who: Spoken["who"], said: string): Spoken[] => [
    { id: `turn-${number(event.turn)}`, who, text: said, state: "heard", heard: "" },
  ];
  if (text(event.keys)) return line("keys", text(event.keys));
  if (text(event.text)) return line("caller", text(event.text));
  if (text(event.happened)) return line("event", text(event.happened));
  return event.silence === true ? line("silence", "") : [];
}
