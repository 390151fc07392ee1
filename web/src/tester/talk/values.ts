/** Values of a call as people read and write them. */

import { isMap, same } from "../../doc/equal";
import type { Json } from "../../doc/types";
import type { RehearsedTurn } from "../../api/types";
import { strings } from "../../strings";

const { values: words } = strings.tester;
const LONGEST = 120;

/** A value in words: “yes”, “Asha Rao”, “start: 2026-03-10T09:00, id: 9”. */
export function shown(value: Json | undefined): string {
  const text = written(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function written(value: Json | undefined): string {
  if (value === null || value === undefined || value === "") return words.unset;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (Array.isArray(value))
    return value.every((item) => !isMap(item))
      ? value.map(written).join(", ") || words.unset
      : words.parts(value.length);
  if (isMap(value))
    return Object.entries(value)
      .map(([name, inside]) => `${name}: ${written(inside)}`)
      .join(", ");
  return String(value);
}

/** A value as it stands in its field while it is changed. */
export function editable(value: Json | undefined): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What was written in a field, of the kind that was there before; undefined when it cannot be read so. An empty field is no value. */
export function readBack(text: string, before: Json | undefined): Json | undefined {
  if (text.trim() === "") return null;
  if (typeof before === "string" || before === undefined || before === null) return text;
  if (typeof before === "boolean") return affirmed(text);
  try {
    const read = JSON.parse(text) as Json;
    return kindOf(read) === kindOf(before) ? read : undefined;
  } catch {
    return undefined;
  }
}

function affirmed(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (["true", words.yes].includes(word)) return true;
  return ["false", words.no].includes(word) ? false : undefined;
}

function kindOf(value: Json): string {
  return Array.isArray(value) ? "list" : typeof value;
}

export interface Changed {
  name: string;
  from: Json | undefined;
  to: Json | undefined;
}

/** What a turn changed, with what was there before. */
export function changesOf(turns: readonly RehearsedTurn[], place: number): Changed[] {
  const [before, now] = [turns[place - 1]?.values ?? {}, turns[place]?.values ?? {}];
  return (turns[place]?.changed ?? [])
    .map((name) => ({ name, from: before[name], to: now[name] }))
    .filter(({ from, to }) => !same(from ?? null, to ?? null));
}

/** The values after a turn that are known, each with the last turn that changed it. */
export function valuesAt(
  turns: readonly RehearsedTurn[],
  place: number,
): { name: string; value: Json; since: number }[] {
  return Object.entries(turns[place]?.values ?? {})
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => ({ name, value, since: lastChange(turns, place, name) }));
}

function lastChange(turns: readonly RehearsedTurn[], place: number, name: string): number {
  return turns.slice(0, place + 1).findLastIndex((turn) => turn.changed.includes(name));
}
