/** The list of calls as it grows: page by page at its end, and by new calls at its top. */

import type { CallRow } from "../api/types";

export interface Page {
  calls: readonly CallRow[];
  /** Where the list goes on; null at its end. */
  next: string | null;
}

export interface Listed extends Page {
  /** What was asked. */
  query: string;
  error: string;
  /** Results that were seen in any list so far. */
  results: readonly string[];
}

export const NOTHING_LISTED: Listed = { query: "", calls: [], next: null, error: "", results: [] };

/** The first page of an answer: alone when something else was asked before, otherwise on top of what is shown. */
export function withFirst(before: Listed, query: string, page: Page): Listed {
  const results = seen(before.results, page.calls);
  if (before.query !== query) return { query, calls: page.calls, next: page.next, error: "", results };
  const fresh = new Set(page.calls.map((call) => call.id));
  const older = before.calls.filter((call) => !fresh.has(call.id));
  const goesOn = page.calls.length > 0 && before.calls.length > page.calls.length;
  return {
    query,
    calls: goesOn ? [...page.calls, ...older] : page.calls,
    next: goesOn ? before.next : page.next,
    error: "",
    results,
  };
}

/** The page behind what is shown. */
export function withMore(before: Listed, page: Page): Listed {
  const known = new Set(before.calls.map((call) => call.id));
  const added = page.calls.filter((call) => !known.has(call.id));
  const calls = [...before.calls, ...added];
  return { ...before, calls, next: page.next, error: "", results: seen(before.results, added) };
}

/** Whether a call of the list is over, but not yet counted: it is worth asking again in a moment. */
export function isUnfinished(calls: readonly CallRow[], now: Date): boolean {
  return calls.some(
    ({ live, turns, ended_at }) =>
      !live && turns === null && ended_at !== null && now.getTime() - Date.parse(ended_at) < COUNTED_MS,
  );
}

/** Calls are counted some seconds after they are over; what takes longer is not waited for. */
const COUNTED_MS = 60_000;

function seen(before: readonly string[], calls: readonly CallRow[]): readonly string[] {
  return [...new Set([...before, ...calls.flatMap((call) => call.result ?? [])])].sort();
}
