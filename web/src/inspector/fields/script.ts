/** Lines of a test's conversation: one thing each. */

import { isMap } from "../../doc/equal";
import type { Json } from "../../doc/types";
import { readAnything, writeAnything } from "./anything";

export interface Line {
  kind: string;
  /** What is said, pressed or known, as it is shown. */
  text: string;
}

/** What is so or not: nothing more is to be said of it. */
const PLAIN = ["silence", "not_taken", "hangup"];
/** A number of seconds, or `5m`. */
const TIMES = ["ring_back"];
const VALUES = ["expect", "set"];

export function readLine(line: Json): Line {
  const [entry] = isMap(line) ? Object.entries(line as Record<string, Json>) : [];
  const [kind = "caller", value = ""] = entry ?? [];
  return { kind, text: hasText(kind) ? shown(kind, value) : "" };
}

export function hasText(kind: string): boolean {
  return !PLAIN.includes(kind);
}

function shown(kind: string, value: Json): string {
  if (VALUES.includes(kind) && isMap(value))
    return Object.entries(value as Record<string, Json>)
      .map(([name, each]) => `${name} = ${writeAnything(each)}`)
      .join("\n");
  return typeof value === "string" ? value : writeAnything(value);
}

/** The line as it is written; null while it cannot be read. */
export function writeLine({ kind, text }: Line): Json | null {
  if (!hasText(kind)) return { [kind]: true };
  if (TIMES.includes(kind) && /^\d+$/.test(text.trim())) return { [kind]: Number(text) };
  if (VALUES.includes(kind)) {
    const values = readValues(text);
    return values && { [kind]: values };
  }
  if (kind === "event" && /^[{]/.test(text.trim())) {
    const event = readAnything(text);
    return event === undefined ? null : { [kind]: event };
  }
  return { [kind]: text };
}

function readValues(text: string): Json | null {
  const entries = text.split("\n").flatMap((line): ([string, Json] | null)[] => {
    if (!line.trim()) return [];
    const [, name, written = ""] = /^\s*([a-z][a-z0-9_.]*)\s*=\s*(.*)$/.exec(line) ?? [];
    const value = name === undefined ? undefined : readAnything(written);
    return [name === undefined || value === undefined ? null : [name, value]];
  });
  return entries.every((entry) => entry !== null) ? Object.fromEntries(entries) : null;
}
