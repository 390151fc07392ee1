/** The lines of a conversation: what they are called, and what a replay came to. */

import { same } from "../../doc/equal";
import type { Line, RehearsedTurn } from "../../api/types";
import { strings } from "../../strings";

const { line: words } = strings.tester;

/** Who did it, and what, as the conversation shows it. */
export function tellLine(line: Line): { who: "caller" | "line" | "you"; text: string } {
  if (line.caller !== undefined) return { who: "caller", text: line.caller };
  if (line.press !== undefined) return { who: "caller", text: words.press(line.press) };
  if (line.silence) return { who: "caller", text: words.silence };
  if (line.hangup) return { who: "caller", text: words.hangup };
  if (line.ring_back !== undefined) return { who: "caller", text: words.ringBack(line.ring_back) };
  if (line.not_taken) return { who: "line", text: words.notTaken };
  if (line.event !== undefined) return { who: "line", text: words.event(line.event) };
  return { who: "you", text: words.set(Object.keys(line.set ?? {}).join(", ")) };
}

/** Whether a turn went another way: other words, other steps, another end. */
export function wentDifferently(before: RehearsedTurn, now: RehearsedTurn): boolean {
  return !same(told(before), told(now));
}

function told(turn: RehearsedTurn): unknown {
  return [
    turn.said.map(({ text }) => text),
    turn.steps,
    turn.waiting_at,
    turn.ended,
    turn.transfer?.to ?? null,
  ];
}

/** The turns that went another way than before, by their place; those that were not there before, or are no more, too. */
export function differing(
  before: readonly RehearsedTurn[],
  now: readonly RehearsedTurn[],
): ReadonlySet<number> {
  const places = Array.from({ length: Math.max(before.length, now.length) }, (_, place) => place);
  return new Set(
    places.filter((place) => {
      const [was, is] = [before[place], now[place]];
      return !was || !is || wentDifferently(was, is);
    }),
  );
}

/** The steps of a conversation up to a turn, in order. */
export function pathUntil(turns: readonly RehearsedTurn[], last: number): string[] {
  return turns.slice(0, last + 1).flatMap((turn) => turn.steps);
}

/** Whether the call goes on after these turns. When it ended or the caller hung up, they can only ring back. */
export function goesOn(turns: readonly RehearsedTurn[]): boolean {
  const last = turns.at(-1);
  return !!last && last.ended === null && last.line?.hangup !== true;
}
