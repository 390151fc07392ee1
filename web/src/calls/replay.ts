/** What the draft would have done with the lines of a call, turn by turn beside what happened. */

import type { CallPage, Rehearsed, Spoken } from "../api/types";
import { stepsOf } from "../doc/reading";
import type { FlowDoc } from "../doc/types";
import { callPath } from "./path";

export interface Side {
  said: readonly string[];
  steps: readonly string[];
  /** How the call ended in this turn. */
  ended: string | null;
}

/** `path`: other steps; `words`: the same steps said something else; `examples`: so, but actions have answered with
 * examples, and it may be because of that; `missing`: only one side came so far.
 */
export type Difference = "none" | "examples" | "words" | "path" | "missing";

export interface Compared {
  number: number;
  /** What the caller did; empty for the begin of the call. */
  caller: string;
  before: Side | null;
  after: Side | null;
  difference: Difference;
  /** Actions that answered with an example, because the call's record does not tell their answers. */
  examples: readonly string[];
}

/** Turns of the call in which the caller did something that can be done again, and the begin. */
export function callTurns(page: CallPage): { caller: string; side: Side }[] {
  const numbers = page.transcript.flatMap((line) => (isDone(line) ? [line.turn] : []));
  const steps = new Map(callPath(page.turns).map((each) => [each.turn, each.steps]));
  const turns = [...new Set([0, ...numbers])].sort((a, b) => a - b);
  return turns.map((turn, index) => {
    const next = turns[index + 1] ?? Infinity;
    const within = page.transcript.filter((line) => line.turn >= turn && line.turn < next);
    return {
      caller: within.filter(isDone).map(done).join(" "),
      side: {
        said: within.filter((line) => line.who === "bot").map((line) => line.text),
        steps: [...steps].flatMap(([number, through]) => (number >= turn && number < next ? through : [])),
        ended: index === turns.length - 1 ? page.result : null,
      },
    };
  });
}

/** What is said while an action takes its time: real calls say it only when it is slow, so it is no difference. */
export function fillers(document: FlowDoc): ReadonlySet<string> {
  const said = (wording: unknown): string[] => {
    if (typeof wording === "string") return [wording];
    return typeof wording === "object" && wording !== null ? Object.values(wording).flatMap(said) : [];
  };
  return new Set(stepsOf(document).flatMap(([, step]) => said(step["filler"])));
}

/** The two conversations side by side. `skipped`: sentences that do not count. */
export function compare(
  page: CallPage,
  rehearsed: Rehearsed,
  skipped: ReadonlySet<string> = new Set(),
): readonly Compared[] {
  const before = callTurns(page);
  const { turns } = rehearsed;
  const counts = (sentence: string) => !skipped.has(sentence);
  const invented = turns.findIndex((turn) => turn.unmocked.length > 0);
  return Array.from({ length: Math.max(before.length, turns.length) }, (_, number) => {
    const old = before[number];
    const now = turns[number];
    const after = now
      ? { said: now.said.map(({ text }) => text), steps: collapsed(now.steps), ended: now.ended }
      : null;
    return {
      number,
      caller: old?.caller ?? now?.line?.caller ?? now?.line?.press ?? "",
      before: old?.side ?? null,
      after,
      difference: differs(old?.side ?? null, after, {
        counts,
        invented: invented >= 0 && invented <= number,
      }),
      examples: now?.unmocked ?? [],
    };
  });
}

/** Turns that go otherwise on the draft, whatever actions answer. */
export function different(compared: readonly Compared[]): readonly Compared[] {
  return compared.filter(({ difference }) => difference !== "none" && difference !== "examples");
}

function differs(
  before: Side | null,
  after: Side | null,
  { counts, invented }: { counts: (sentence: string) => boolean; invented: boolean },
): Difference {
  if (!before || !after) return "missing";
  if (before.ended !== after.ended || !alike(before.steps, after.steps)) return "path";
  if (plain(before.said.filter(counts)) === plain(after.said.filter(counts))) return "none";
  return invented ? "examples" : "words";
}

function alike(before: readonly string[], after: readonly string[]): boolean {
  return before.length === after.length && before.every((step, index) => step === after[index]);
}

function collapsed(steps: readonly string[]): string[] {
  return steps.filter((step, index) => step !== steps[index - 1]);
}

function plain(said: readonly string[]): string {
  return said.join(" ").replace(/\s+/g, " ").trim();
}

function isDone(line: Spoken): boolean {
  if (line.event === "silence" || line.event === "happened") return true;
  return !line.event && (line.who === "caller" || line.who === "keys");
}

function done(line: Spoken): string {
  return line.event === "silence" ? "…" : line.text;
}
