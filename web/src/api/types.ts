/** What the service answers: as /api/openapi.json has it, and closer where that leaves something open (`held.ts`). */

import type { FlowDoc, Json, LayoutDoc, Path, StepDoc } from "../doc/types";
import type * as told from "./generated";

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

export type FlowEntry = told.FlowEntry;

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

export type HistoryEntry = told.ChangeEntry;

export type Version = told.VersionEntry;

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

export type PhoneNumber = Omit<told.NumberEntry, "updated_at" | "updated_by">;

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

export type Money = told.Money;

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
  step_title: string | null;
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
  circumstances: told.SetCircumstances;
}

export type StepNumbers = told.StepFigures;

export interface DayNumbers {
  /** Where the business is. */
  day: string;
  calls: number;
  seconds: number;
  results: Record<string, number>;
  cost: Money[];
  /** What each stage cost: `asr`, `tts`, `llm`, `line`; one amount a stage and currency. */
  stages: (Money & { stage: string })[];
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

/** Calls that differ in the same way. */
export type ReplayGroup = told.ReplayGroup;

/** The latest calls of a flow, played on its draft. */
export type Replay = told.ReplayPage;

/** All that differs in a call; of each pair the first is the call's, the other the draft's. */
export type ReplayDetails = told.ReplayDetails;

export type ReplayedCalls = told.ReplayedCalls;

export type { FlowDoc, LayoutDoc, StepDoc };
export type { ExitSpec, Schema, Steps, StepSpec } from "../doc/schema";
