/** Which calls are listed: kept in the page's address, so that a list can be sent to somebody. */

import { localDay } from "./format";

export const FILTERS = [
  "q",
  "flow",
  "version",
  "result",
  "direction",
  "line",
  "step",
  "at",
  "from",
  "until",
] as const;
export type Filter = (typeof FILTERS)[number];
export type Filters = Record<Filter, string>;

export const NO_FILTERS: Filters = {
  q: "",
  flow: "",
  version: "",
  result: "",
  direction: "",
  line: "",
  step: "",
  at: "",
  from: "",
  until: "",
};

/** From the part of an address behind the question mark. */
export function readFilters(search: string): Filters {
  const asked = new URLSearchParams(search);
  const read = { ...NO_FILTERS };
  for (const name of FILTERS) read[name] = asked.get(name) ?? "";
  return read;
}

/** For an address; empty without any. */
export function writeFilters(filters: Partial<Filters>): string {
  const asked = new URLSearchParams();
  for (const name of FILTERS) {
    const value = filters[name];
    if (value) asked.set(name, value);
  }
  const search = asked.toString();
  return search && `?${search}`;
}

/** How many are set. */
export function filtersSet(filters: Filters): number {
  return FILTERS.filter((name) => filters[name]).length;
}

/** Chosen for calls that came to no result; no result is called so. */
export const WITHOUT_RESULT = "-";

/** What the service is asked: days become the moments at which they begin and end here. */
export function callsQuery(filters: Filters, cursor: string | null, limit: number): string {
  const asked = new URLSearchParams();
  for (const name of FILTERS) if (filters[name]) asked.set(name, filters[name]);
  if (filters.result === WITHOUT_RESULT) asked.set("result", "");
  setMoments(asked, filters.from, filters.until);
  if (cursor) asked.set("cursor", cursor);
  asked.set("limit", String(limit));
  return asked.toString();
}

/** From the begin of one day until the end of another, as the service is asked. */
export function setMoments(asked: URLSearchParams, from: string, until: string): void {
  const begin = startOf(from, 0);
  const end = startOf(until, 1);
  if (begin) asked.set("from", begin);
  else asked.delete("from");
  if (end) asked.set("until", end);
  else asked.delete("until");
}

function startOf(day: string, later: number): string | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  if (!found) return null;
  const [year, month, date] = found.slice(1).map(Number) as [number, number, number];
  const begin = new Date(year, month - 1, date + later);
  return Number.isNaN(begin.getTime()) ? null : begin.toISOString();
}

/** The last so many days, today included. */
export function lastDays(days: number, now: Date): { from: string; until: string } {
  const first = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days + 1);
  return { from: localDay(first), until: localDay(now) };
}
