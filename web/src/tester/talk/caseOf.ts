/** A test of the flow as a conversation that can be tried, and the other way round. */

import { isMap } from "../../doc/equal";
import { setAt, without } from "../../doc/paths";
import type { FlowDoc, Json } from "../../doc/types";
import type { Line } from "../../api/types";
import { fromWire, type Mocks } from "./mocks";

export interface CallFacts {
  /** Somebody said when it is and who is there; else a call by voice goes by the real clock and opening hours. */
  set: boolean;
  /** Local time without a zone; empty: the service's own choice. */
  now: string;
  caller: string;
  /** Empty: the flow's first. */
  language: string;
  open: boolean;
  direction: "inbound" | "outbound";
  extra: Readonly<Record<string, Json>>;
}

export interface Case {
  call: CallFacts;
  mocks: Mocks;
  lines: readonly Line[];
}

export const SOMEBODY = "+14155550137";

/** A call that rings at this moment. */
export function callAt(now: Date): CallFacts {
  return {
    set: false,
    now: localMinute(now),
    caller: SOMEBODY,
    language: "",
    open: true,
    direction: "inbound",
    extra: {},
  };
}

function localMinute(now: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `${day}T${two(now.getHours())}:${two(now.getMinutes())}`;
}

/** As the service takes it: what is not said is left to it. */
export function callToWire(call: CallFacts): Record<string, Json> {
  return {
    ...(call.now ? { now: call.now } : {}),
    ...(call.caller ? { caller: call.caller } : {}),
    ...(call.language ? { language: call.language } : {}),
    open: call.open,
    direction: call.direction,
    ...(Object.keys(call.extra).length ? { extra: { ...call.extra } } : {}),
  };
}

/** A call by voice, as the service takes it. */
export function voiceCallToWire({ set, now, open, caller, language, direction }: CallFacts) {
  return {
    ...(caller ? { caller } : {}),
    ...(language ? { language } : {}),
    ...(set ? { open, ...(now ? { now } : {}) } : {}),
    direction,
  };
}

/** The conversation of a test: what the caller and the world do. What the test expects is not in it. */
export function caseOf(test: Json): Case {
  const said = isMap(test) ? test : {};
  const script = Array.isArray(said.script) ? said.script : [];
  return {
    call: factsOf(isMap(said.call) ? said.call : {}),
    mocks: fromWire(isMap(said.mocks) ? said.mocks : {}),
    lines: script.flatMap((each) => (isMap(each) ? lineOf(each as Record<string, Json>) : [])),
  };
}

/** As the tests of a flow leave them unsaid. */
const OF_TESTS = "2026-03-02T09:00";

function factsOf(call: Record<string, unknown>): CallFacts {
  const text = (value: unknown, otherwise: string) => (typeof value === "string" ? value : otherwise);
  return {
    set: true,
    now: text(call.now, OF_TESTS),
    caller: text(call.caller, SOMEBODY),
    language: text(call.language, ""),
    open: call.open !== false,
    direction: call.direction === "outbound" ? "outbound" : "inbound",
    extra: (isMap(call.extra) ? call.extra : {}) as Record<string, Json>,
  };
}

function lineOf(each: Record<string, Json>): Line[] {
  const [[what, value] = []] = Object.entries(each);
  const text = textOf(value);
  if (what === "caller") return [{ caller: text }];
  if (what === "press") return [{ press: text }];
  if (what === "silence") return [{ silence: true }];
  if (what === "hangup") return [{ hangup: true }];
  if (what === "not_taken") return [{ not_taken: true }];
  if (what === "ring_back") return [{ ring_back: secondsOf(value ?? null) }];
  if (what === "event") return [isMap(value) ? eventOf(value) : { event: text }];
  return [];
}

/** YAML makes true or a number of some words. */
function textOf(value: Json | undefined): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function eventOf(event: Record<string, Json>): Line {
  const line = { event: textOf(event.name) };
  return event.value === undefined ? line : { ...line, value: event.value };
}

const UNITS: Record<string, number> = { ms: 0.001, s: 1, m: 60, min: 60, h: 3600, d: 86400 };

/** 90, "90s", "5m", "1h". */
export function secondsOf(value: Json): number {
  if (typeof value === "number") return value;
  const found = /^\s*([\d.]+)\s*([a-z]*)\s*$/.exec(textOf(value));
  return found ? Number(found[1]) * (UNITS[found[2] || "s"] ?? 1) : 0;
}

/** The document with a test of this name: in the place of the one that had the name, otherwise at the end. `sentences`: it also checks what was said. */
export function withTest(
  document: FlowDoc,
  test: Readonly<Record<string, Json>>,
  name: string,
  sentences: boolean,
): FlowDoc {
  const script = Array.isArray(test.script) ? test.script : [];
  const kept = sentences ? script : script.filter((line) => !(isMap(line) && "bot" in line));
  const names = testNames(document);
  const place = names.includes(name) ? names.indexOf(name) : names.length;
  return setAt(document, ["tests", place], { name, ...without(test, "name"), script: kept });
}

/** The names of the tests that there are, in order; empty for one that has none. */
export function testNames(document: FlowDoc): string[] {
  const tests = Array.isArray(document.tests) ? document.tests : [];
  return tests.map((test) => (isMap(test) && typeof test.name === "string" ? test.name : ""));
}
