/** Equality of plain data. The order of keys counts: it is the order in which things are asked and read. */

import { own } from "./own";

/** A map of a document, not a list and not a text. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether two values say the same in the same order. Parts that are one and the same object cost nothing. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => same(item, b[index]));
  if (!isMap(a) || !isMap(b)) return false;
  const ours = Object.keys(a);
  const theirs = Object.keys(b);
  return (
    ours.length === theirs.length && ours.every((key, index) => key === theirs[index] && same(a[key], b[key]))
  );
}

/** The new value, made of parts of the old one wherever these say the same, so that only what changed is drawn anew. */
export function shared<Value>(old: unknown, now: Value): Value {
  if (same(old, now)) return old as Value;
  if (Array.isArray(old) && Array.isArray(now))
    return now.map((item: unknown, index) => shared(old[index], item)) as Value;
  if (isMap(old) && isMap(now))
    return Object.fromEntries(
      Object.entries(now).map(([key, item]) => [key, shared(own(old, key), item)]),
    ) as Value;
  return now;
}
