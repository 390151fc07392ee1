/** A call for tests of what is made of calls. */

import type { CallPage, CallTurn, Spoken, Why } from "../api/types";
import type { FlowDoc } from "../doc/types";

export const flow: FlowDoc = {
  flow: "clinic",
  title: "Clinic",
  languages: ["en", "hi"],
  start: "menu",
  slots: {
    service: { type: "choice", values: { cleaning: { label: "a cleaning", phrases: ["cleaning"] } } },
    name: { type: "name" },
    phone: { type: "phone", sensitive: true },
    email: { type: "email" },
    reason: { type: "free_text", sensitive: true },
  },
  actions: { find_times: { out: "list" }, book: { out: "record" } },
  nodes: {
    menu: {
      type: "choose",
      title: "Main question",
      listen_for: ["service"],
      options: {
        book: { phrases: ["book"], to: "who" },
        cancel: { label: "call it off", phrases: [], to: "who" },
      },
    },
    who: { type: "ask", slots: ["name", "phone"], next: "done" },
    done: { type: "end" },
  },
  handlers: { agent: { phrases: ["a person"], to: "done" } },
};

export const spoken = (
  turn: number,
  who: Spoken["who"],
  text: string,
  more: Partial<Spoken> = {},
): Spoken => ({
  turn,
  at_ms: turn * 1000,
  who,
  text,
  cut: false,
  step: null,
  language: "en",
  ...more,
});

const NOTHING: Why = { heard: "", commands: [], conditions: [], exits: [], actions: [], notes: [] };

export const turnOf = (turn: number, steps: string[], why: Partial<Why> = {}): CallTurn => ({
  turn,
  doing: "words",
  at_ms: turn * 1000,
  steps,
  why: { ...NOTHING, ...why },
  latency: [],
  values: {},
  changed: [],
});

export const call = (
  transcript: Spoken[],
  turns: CallTurn[] = [],
  more: Partial<CallPage> = {},
): CallPage => ({
  id: "CA1",
  flow: "clinic",
  version: 2,
  started_at: "2026-03-02T03:30:00Z",
  ended_at: "2026-03-02T03:31:00Z",
  seconds: 60,
  caller: "+919812345678",
  callee: "+912071110000",
  direction: "inbound",
  result: "booked",
  success: "success",
  ended_by: "agent",
  why: "agent",
  cost: [],
  total: null,
  line: "twilio",
  environment: "live",
  step: null,
  step_title: null,
  live: false,
  transcript,
  turns,
  values: {},
  events: 0,
  recording: null,
  circumstances: { now: null, open: null },
  ...more,
});
