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
  turn: number;
  who: "bot" | "caller" | "keys" | "silence" | "event";
  text: string;
  state: "coming" | "heard" | "cut";
  /** Of what was cut: as far as the caller heard it. */
  heard: string;
}

export interface LiveCall {
  /** The newest event that was taken, -1 before the first. */
  last: number;
  spoken: readonly Spoken[];
  /** What the caller is saying now, as far as it is understood. */
  hearing: string;
  steps: readonly string[];
  /** How many steps there were when the newest turn began: a turn that is taken back takes its steps along. */
  stepsBefore: number;
  values: Readonly<Record<string, Json>>;
  result: string | null;
  /** Where the caller was put through to. */
  transferred: string | null;
  over: boolean;
}

export const NO_CALL: LiveCall = {
  last: -1,
  spoken: [],
  hearing: "",
  steps: [],
  stepsBefore: 0,
  values: {},
  result: null,
  transferred: null,
  over: false,
};

/** The call after this event; the same one for an event that was taken already or tells nothing here. */
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
    spoken: [...call.spoken, ...done(event)],
    stepsBefore: call.steps.length,
  }),
  say: (call, event) => ({
    spoken: [
      ...call.spoken,
      {
        id: text(event.utterance),
        turn: number(event.turn),
        who: "bot",
        text: text(event.text),
        state: "coming",
        heard: "",
      },
    ],
  }),
  heard: (call, event) => ({
    spoken: changed(call, event, (spoken) => ({ ...spoken, state: "heard" })),
  }),
  cut: (call, event) => ({
    spoken: changed(call, event, (spoken) => ({ ...spoken, state: "cut", heard: text(event.heard) })),
  }),
  continued: (call, event) => ({
    spoken: call.spoken.filter((spoken) => spoken.turn !== event.turn),
    steps: call.steps.slice(0, call.stepsBefore),
  }),
  step: (call, event) => ({ steps: [...call.steps, text(event.step)] }),
  fill: (call, event) => ({ values: { ...call.values, [text(event.slot)]: event.value ?? null } }),
  transfer: (_, event) => ({ transferred: text(event.to) }),
  hang_up: (_, event) => ({ result: text(event.result) }),
  ended: (call, event) => ({ hearing: "", over: true, result: text(event.result) || call.result }),
};

function changed(call: LiveCall, event: CallEvent, change: (spoken: Spoken) => Spoken): readonly Spoken[] {
  return call.spoken.map((spoken) => (spoken.id === event.utterance ? change(spoken) : spoken));
}

/** What the caller, or the world, did. */
function done(event: CallEvent): Spoken[] {
  const turn = number(event.turn);
  const line = (who: Spoken["who"], said: string): Spoken[] => [
    { id: `turn-${turn}`, turn, who, text: said, state: "heard", heard: "" },
  ];
  if (text(event.keys)) return line("keys", text(event.keys));
  if (text(event.text)) return line("caller", text(event.text));
  if (text(event.happened)) return line("event", text(event.happened));
  return event.silence === true ? line("silence", "") : [];
}
