/** What is asked of the audit log. */

import type { AuditEntry } from "../../api/audit";
import { setMoments } from "../../calls/filters";
import { strings } from "../../strings";

export interface Filters {
  who: string;
  did: string;
  about: string;
  from: string;
  until: string;
}

export const NO_FILTERS: Filters = { who: "", did: "", about: "", from: "", until: "" };

const words = strings.audit;
const ROUTE = /^[A-Z]+ \//;
const REFUSED = 400;
/** Who it was stands in a column of its own, and what is personal is never told. */
const UNTOLD = ["visitor", "account", "session", "key", "left_out"];
const ACCOUNT = /^account ([0-9A-Za-z]+)$/;
const NUMBER = /^\+[\d\s().-]{6,}$/;

/** The address for these entries; `before`: those that follow. */
export function address(filters: Filters, before: number | null = null): string {
  const asked = new URLSearchParams();
  if (filters.who.trim()) asked.set("who", filters.who.trim());
  if (filters.did) asked.set("did", filters.did);
  const about = filters.about.trim();
  if (about) asked.set(NUMBER.test(about) ? "caller" : "what", about);
  const days = new URLSearchParams();
  setMoments(days, filters.from, filters.until);
  for (const [name, value] of days) asked.set(name === "from" ? "since" : name, value);
  if (before !== null) asked.set("before", String(before));
  return `/api/audit?${asked.toString()}`;
}

/** What somebody did, or was not let do, in words; what has none stays as it is. */
export function didWords({ did, details }: Pick<AuditEntry, "did" | "details">): string {
  const said = words.nameOf(did);
  const { status } = details;
  const refused = ROUTE.test(did) && typeof status === "number" && status >= REFUSED;
  return refused ? words.refused(said) : said;
}

/** To what it was done: an account by the name of its person, as it is now, with its id beside. */
export function whatWords(what: string, people: Readonly<Record<string, string>>): string {
  const id = ACCOUNT.exec(what)?.[1];
  const name = id === undefined || !Object.hasOwn(people, id) ? undefined : people[id];
  return id === undefined || name === undefined ? what : words.account(name, id);
}

/** Details in one line, without what the table shows anyway. */
export function detailWords(details: Record<string, unknown>): string {
  return Object.entries(details)
    .filter(([name, value]) => !(name === "status" && typeof value === "number" && value < REFUSED))
    .filter(([name, value]) => !UNTOLD.includes(name) && !isEmpty(value))
    .map(([name, value]) => `${name}: ${plain(value)}`)
    .join("; ");
}

function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === "object" && Object.keys(value).length === 0);
}

function plain(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return value.map(plain).join(", ");
  return Object.entries(value)
    .map(([name, each]) => `${name} ${plain(each)}`)
    .join(", ");
}
