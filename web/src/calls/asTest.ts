/** A call made into a test of its flow: what the caller said and did, without what may identify them. */

import type { CallPage, Line, Spoken } from "../api/types";
import { languagesOf } from "../doc/reading";
import type { FlowDoc, Json } from "../doc/types";
import { localMinute } from "./format";
import { disguise, HIDDEN, personalSlots, type Disguise, type Replaced } from "./disguise";

export interface CallTest {
  name: string;
  call: { caller: string; now: string; language?: string; open?: false; direction?: "outbound" };
  mocks: Record<string, Json>;
  script: Record<string, Json>[];
  result?: string;
}

export interface MadeTest {
  test: CallTest;
  replaced: readonly Replaced[];
  /** Actions whose answers the call's record does not tell whole. */
  unknown: readonly string[];
}

/** What the caller did, in order, as tests and rehearsals write it. */
export function callerLines({ transcript, turns }: Pick<CallPage, "transcript" | "turns">): Line[] {
  const happened = new Map(turns.map((turn) => [turn.turn, turn.doing === "event" ? turn.why.heard : ""]));
  return transcript.flatMap((line) => lineOf(line, happened.get(line.turn) ?? ""));
}

function lineOf(line: Spoken, happened: string): Line[] {
  if (line.event === "silence") return [{ silence: true }];
  if (line.event === "happened") return happened ? [{ event: happened }] : [];
  if (line.event) return [];
  if (line.who === "caller") return [{ caller: line.text }];
  return line.who === "keys" ? [{ press: line.text }] : [];
}

/** `now`: when it rang, as clocks showed it there: 2026-03-02T09:00. */
export function makeTest(page: CallPage, document: FlowDoc, name: string, now: string): MadeTest {
  const hide = disguise(page, document);
  const { mocks, unknown } = answersOf(page, document);
  const script = hiddenLines(page, document, hide);
  const test: CallTest = {
    name,
    call: {
      caller: hide.number(page.caller ?? "+14155550137"),
      now,
      ...circumstances(page, document),
    },
    mocks: Object.fromEntries(Object.entries(mocks).map(([action, answer]) => [action, hide.value(answer)])),
    script,
    ...(page.result ? { result: page.result } : {}),
  };
  return { test, replaced: [...hide.replaced].sort(), unknown };
}

/** When a call rang, as clocks showed it there; what the clock showed, in a call for which it was set. */
export function rangAt({ circumstances: { now }, started_at }: CallPage): string {
  return now ?? localMinute(new Date(started_at));
}

/** How it was when the call came, as tests and rehearsals write it; what is usual is left out. */
export function circumstances(
  page: CallPage,
  document: FlowDoc,
): Pick<CallTest["call"], "language" | "open" | "direction"> {
  const language = page.transcript.find((line) => line.language)?.language;
  const closed = page.circumstances.open === false || page.transcript.some((line) => line.event === "closed");
  return {
    ...(language && language !== languagesOf(document)[0] ? { language } : {}),
    ...(closed ? { open: false } : {}),
    ...(page.direction === "outbound" ? { direction: page.direction } : {}),
  };
}

function hiddenLines(page: CallPage, document: FlowDoc, hide: Disguise): Record<string, Json>[] {
  const personal = personalSlots(document);
  const secret = new Map(
    page.turns.flatMap((turn) => {
      const slot = turn.why.commands.find((command) => command.said === HIDDEN)?.slot;
      return slot ? [[turn.turn, personal.get(slot) ?? "text"] as const] : [];
    }),
  );
  return page.transcript.flatMap((spoken): Record<string, Json>[] =>
    callerLines({ transcript: [spoken], turns: page.turns }).map((line): Record<string, Json> => {
      if (line.caller !== undefined) {
        const hidden = secret.get(spoken.turn);
        return { caller: hidden ? hide.secret(line.caller, hidden) : hide.text(line.caller) };
      }
      if (line.press !== undefined) return { press: hide.keys(line.press) };
      return line.event ? { event: line.event } : { silence: true };
    }),
  );
}

/** What each action answered in this call, in the order in which it was asked. */
export function answersOf(
  page: Pick<CallPage, "turns">,
  document: FlowDoc,
): { mocks: Record<string, Json>; unknown: string[] } {
  const answers = new Map<string, Json[]>();
  const unknown = new Set<string>();
  for (const { action, outcome, answer } of page.turns.flatMap((turn) => turn.why.actions)) {
    if (!whole(answer) || (outcome === "ok" && shapeless(document, action, answer))) unknown.add(action);
    answers.set(action, [...(answers.get(action) ?? []), answered(outcome, answer)]);
  }
  const mocks: Record<string, Json> = {};
  for (const [action, given] of answers) {
    if (unknown.has(action)) continue;
    const [first, ...others] = given;
    const same = others.every((each) => JSON.stringify(each) === JSON.stringify(first));
    mocks[action] = same && first !== undefined ? first : given;
  }
  return { mocks, unknown: [...unknown] };
}

function answered(outcome: string, answer: Json): Json {
  if (outcome === "ok" || outcome === "empty") return answer;
  return outcome === "error" ? { error: true } : { outcome };
}

/** What is written in place of a value that was too large for the record. */
const SHAPE = /^(a (list|record) of \d+( values)?|a long text)$/;

function whole(answer: Json): boolean {
  if (typeof answer === "string") return !SHAPE.test(answer);
  if (Array.isArray(answer)) return answer.every(whole);
  return answer === null || typeof answer !== "object" || Object.values(answer).every(whole);
}

/** It should have been a list or a record, and is not. */
function shapeless(document: FlowDoc, action: string, answer: Json): boolean {
  const actions = document["actions"] as Record<string, { out?: Json }> | undefined;
  const out = actions?.[action]?.out;
  if (out === "list") return !Array.isArray(answer);
  return out === "record" && (answer === null || typeof answer !== "object");
}

/** The draft with this test behind its others; a name that is taken gets a number. */
export function withTest(document: FlowDoc, test: CallTest): FlowDoc {
  const tests = Array.isArray(document["tests"]) ? document["tests"] : [];
  const names = new Set(
    tests.map((each) => (each !== null && typeof each === "object" && "name" in each ? each["name"] : "")),
  );
  let name = test.name;
  for (let number = 2; names.has(name); number += 1) name = `${test.name} (${number})`;
  const added: Record<string, Json> = { name, call: test.call, mocks: test.mocks, script: test.script };
  if (!Object.keys(test.mocks).length) delete added["mocks"];
  if (test.result) added["result"] = test.result;
  return { ...document, tests: [...tests, added] };
}
