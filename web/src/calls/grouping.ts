/** A transcript turn by turn, as it is shown. */

import type { CallTurn } from "../api/types";
import type { LiveLine } from "./timeline";

export interface Group {
  turn: number;
  lines: readonly LiveLine[];
  /** What is known of why it went so; null for turns of which nothing is. */
  told: CallTurn | null;
}

/** In the order of the turns; within each, in the order of time. */
export function byTurn(lines: readonly LiveLine[], turns: readonly CallTurn[]): readonly Group[] {
  const told = new Map(turns.map((turn) => [turn.turn, turn]));
  const groups = new Map<number, LiveLine[]>();
  for (const line of lines) {
    const group = groups.get(line.turn);
    if (group) group.push(line);
    else groups.set(line.turn, [line]);
  }
  return [...groups]
    .sort(([one], [other]) => one - other)
    .map(([turn, of]) => ({ turn, lines: of, told: told.get(turn) ?? null }));
}

/** What of a sentence the caller heard, and what not; the second is empty where nobody knows. */
export function heardOf(line: LiveLine): [string, string] {
  const heard = line.heard_text;
  if (!line.cut || heard === null || heard === undefined) return [line.text, ""];
  return line.text.startsWith(heard) ? [heard, line.text.slice(heard.length)] : ["", line.text];
}
