/** Values of any shape, as people can write them on a line. */

import type { Json } from "../../doc/types";

export function writeAnything(value: Json | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "string") return readsAsItself(value) ? value : JSON.stringify(value);
  return inline(value);
}

/** JSON on one line, with room between its parts. */
function inline(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${inline(each)}`);
  return `{${entries.join(", ")}}`;
}

/** A text that would not be taken for a number or the like. */
function readsAsItself(text: string): boolean {
  return readAnything(text) === text;
}

/** What is written; undefined while it cannot be read. Words without quotes or brackets are text. */
export function readAnything(text: string): Json | undefined {
  const trimmed = text.trim();
  try {
    return JSON.parse(trimmed) as Json;
  } catch {
    return /^[[{"]/.test(trimmed) ? undefined : trimmed;
  }
}
