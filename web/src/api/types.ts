/** What the service answers, as /api/openapi.json has it. */

import type { FlowDoc, Json, LayoutDoc, Path, StepDoc } from "../doc/types";

export type Environment = "test" | "live";
export type Level = "error" | "warning" | "hint";

export interface Repair {
  label: string;
  set?: { path: Path; value: Json }[];
  remove?: Path[];
}

export interface Problem {
  path: Path;
  line: number;
  code: string;
  message: string;
  fix: string;
  level: Level;
  consequences: Problem[];
  repair: Repair | null;
}

export interface ActionSpec {
  name: string;
  summary: string;
  arguments: Record<string, { type: string; required: boolean; description: string }>;
  answers: { out: string; fields: Record<string, string> };
  outcomes: string[];
  effect: boolean;
}

export interface FlowEntry {
  name: string;
  title: string;
  about: string;
  languages: string[];
  steps: number;
  draft: { revision: number; changed: boolean; updated_at: string; updated_by: string };
  live: number | null;
  test: number | null;
  latest: number | null;
  errors: number;
  calls_today: number;
}

export interface Draft {
  revision: number;
  document: FlowDoc;
  layout: LayoutDoc;
  based_on: number | null;
  changed: boolean;
  updated_at: string;
  updated_by: string;
  problems: Problem[];
}

export interface Saved {
  revision: number;
  problems: Problem[];
  changed: boolean;
}

export interface Conflict {
  error: { code: "conflict"; message: string };
  current: Draft;
  base: FlowDoc;
}

export interface HistoryEntry {
  revision: number;
  label: string;
  at: string;
  by: string;
}

export interface Version {
  number: number;
  note: string;
  by: string;
  at: string;
  fingerprint: string;
  tests: { passed: number; failed: number };
  override: string | null;
  environments: Environment[];
  calls: number;
}

export interface Change {
  path: Path;
  kind: "added" | "removed" | "changed" | "renamed";
  step: string | null;
  words: string;
}

export interface Differences {
  changes: Change[];
  yaml: { from: string; to: string };
}

export interface PhoneNumber {
  number: string;
  label: string;
  flow: string;
  environment: Environment;
}

export interface Line {
  caller?: string;
  press?: string;
  silence?: true;
  event?: string;
  value?: Json;
  hangup?: true;
  ring_back?: number;
  /** Nobody takes the call that was put through, and the caller is back. */
  not_taken?: true;
  set?: Record<string, Json>;
}

export interface Why {
  heard: string;
  /** `index` counts from 0; `name` is that of what may be said anywhere. */
  commands: {
    command: string;
    slot?: string;
    said?: string;
    value?: Json;
    option?: string;
    index?: number;
    name?: string;
    by: "rules" | "model";
  }[];
  conditions: { step: string; when: string; values: Record<string, Json>; true: boolean }[];
  /** The ways that were taken out of steps. */
  exits?: { step: string; exit: string; to: string }[];
  actions: {
    action: string;
    step?: string;
    arguments: Record<string, Json>;
    outcome: string;
    answer: Json;
  }[];
  notes: string[];
}

export interface RehearsedTurn {
  line: Line | null;
  said: { text: string; step: string; language: string; fixed: boolean }[];
  steps: string[];
  why: Why;
  values: Record<string, Json>;
  changed: string[];
  waiting_at: string | null;
  expects: { kind: string; keys: Json; hints: string[] } | null;
  ended: string | null;
  transfer: { to: string; number: string | null; summary: string } | null;
  unmocked: string[];
}

export interface Rehearsed {
  turns: RehearsedTurn[];
  as_test: { [setting: string]: Json };
  coverage: { steps: string[] };
  /** Lines at the end for which there was no call any more. */
  unplayed?: number;
}

export interface Money {
  amount: number;
  currency: string;
}

/** What is told of a call wherever it is. */
export interface CallFacts {
  id: string;
  flow: string;
  version: number | null;
  environment: Environment | null;
  line: string;
  started_at: string;
  ended_at: string | null;
  seconds: number | null;
  caller: string | null;
  callee: string | null;
  direction: "inbound" | "outbound";
  result: string | null;
  success: "success" | "partial" | "failed" | null;
  ended_by: string | null;
  why: string | null;
  live: boolean;
  /** At which step a live call is. */
  step: string | null;
}

export interface CallRow extends CallFacts {
  /** Times that the caller said or pressed something; null: not counted yet. */
  turns: number | null;
  cost: Money | null;
}

export interface Spoken {
  turn: number;
  at_ms: number;
  who: "bot" | "caller" | "keys" | "line";
  text: string;
  heard_text?: string | null;
  cut: boolean;
  step: string | null;
  language: string | null;
  /** What happened, for what is more than words: `silence`, `backchannel`, `ended`, … */
  event?: string | null;
}

export interface CallTurn {
  turn: number;
  /** What made it: the call's begin, something that the caller did or did not do, or a turn before that failed. */
  doing: "begin" | "words" | "keys" | "silence" | "event" | "failure";
  at_ms: number;
  steps: string[];
  why: Why;
  /** When it had come how far, in milliseconds since the call began; empty when there is no record of it yet. */
  latency: { stage: string; at_ms: number }[];
  values: Record<string, Json>;
  changed: string[];
}

export interface CallPage extends CallFacts {
  transcript: Spoken[];
  turns: CallTurn[];
  values: Record<string, Json>;
  events: number;
  /** By stage and vendor, in the currency of the total. */
  cost: { stage: string; vendor: string; amount: number }[];
  total: Money | null;
  recording: string | null;
}

export interface StepNumbers {
  calls: number;
  entered: number;
  left: number;
  hang_ups: number;
  no_match: number;
  no_input: number;
  corrections: number;
  transfers: number;
  median_seconds: number | null;
  median_latency_ms: number | null;
}

export interface DayNumbers {
  /** Where the business is. */
  day: string;
  calls: number;
  seconds: number;
  results: Record<string, number>;
  cost: Money[];
}

export interface Figures {
  /** Null: all versions. */
  version: number | null;
  calls: number;
  results: Record<string, number>;
  without_result: number;
  verdict: Record<"success" | "partial" | "failed" | "none", number>;
  steps: Record<string, StepNumbers>;
  exits: { from: string; exit: string; to: string; count: number }[];
  unmatched: { step: string; text: string; count: number; calls: string[] }[];
  /** Every day of the time, also those without a call. */
  by_day: DayNumbers[];
}

export interface Report extends Figures {
  flow: string;
  from: string;
  until: string;
  /** The same of the version that it is compared with. */
  compared: Figures | null;
}

export type { FlowDoc, LayoutDoc, StepDoc };
export type { ExitSpec, Schema, Steps, StepSpec } from "../doc/schema";
