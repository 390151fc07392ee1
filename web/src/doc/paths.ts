/** Reading and changing a document at a path: nothing is mutated, what does not change stays the same object. */

import { isMap } from "./equal";
import { own } from "./own";
import type { FlowDoc, Json, Path } from "./types";

/** What stands at a path; undefined where nothing does. */
export function getAt(document: FlowDoc, path: Path): Json | undefined {
  let at: unknown = document;
  for (const key of path) {
    if (typeof key === "number") at = Array.isArray(at) ? (at as unknown[])[key] : undefined;
    else at = isMap(at) ? own(at, key) : undefined;
  }
  return at as Json | undefined;
}

/** Put a value at a path, making the maps and lists on the way; undefined takes away what is there. */
export function setAt(document: FlowDoc, path: Path, value: Json | undefined): FlowDoc {
  return put(document, path, value) as FlowDoc;
}

function put(at: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  return typeof key === "number" ? putItem(at, key, rest, value) : putKey(at, key, rest, value);
}

function putItem(at: unknown, index: number, rest: Path, value: unknown): unknown {
  const list: readonly unknown[] = Array.isArray(at) ? at : [];
  const now = put(list[index], rest, value);
  if (now === undefined) return index < list.length ? list.filter((_, other) => other !== index) : at;
  if (now === list[index]) return at;
  return index < list.length ? list.map((item, other) => (other === index ? now : item)) : [...list, now];
}

function putKey(at: unknown, key: string, rest: Path, value: unknown): unknown {
  const map = isMap(at) ? at : {};
  const before = own(map, key);
  const now = put(before, rest, value);
  if (now === before) return at;
  if (now === undefined) return without(map, key);
  return { ...map, [key]: now };
}

/** A map without some of its keys. */
export function without<Value>(map: Record<string, Value>, ...keys: string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

/** A map whose key has another name, in the same place. */
export function withKey<Value>(map: Record<string, Value>, from: string, to: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key === from ? to : key, value]));
}

/** A map with more keys after the given one; at the end without one. */
export function withAfter<Value>(
  map: Record<string, Value>,
  after: string | undefined,
  more: Record<string, Value>,
): Record<string, Value> {
  if (after === undefined || !Object.hasOwn(map, after)) return { ...map, ...more };
  return Object.fromEntries(
    Object.entries(map).flatMap((entry) => (entry[0] === after ? [entry, ...Object.entries(more)] : [entry])),
  );
}

/** Move a key of a keyed map so many places; the map is at `path`. */
export function moveKey(document: FlowDoc, path: Path, key: string, by: number): FlowDoc {
  const map = getAt(document, path);
  if (!isMap(map) || !Object.hasOwn(map, key)) return document;
  const entries = Object.entries(map);
  const from = entries.findIndex(([name]) => name === key);
  const to = Math.max(0, Math.min(entries.length - 1, from + by));
  if (from === to) return document;
  const [entry] = entries.splice(from, 1);
  if (entry) entries.splice(to, 0, entry);
  return setAt(document, path, Object.fromEntries(entries));
}
