/** What the limits' page shows, from what the service tells. */

import type { LimitEntry, RefusedCaller } from "../../api/limits";
import { localDay, money } from "../../calls/format";

const FULL = 100;

/** Percent of a limit that is used, whole, at most 100 for a bar; `told` may be more. */
export function share(used: number, most: number): { told: number; bar: number } {
  const told = most > 0 ? Math.floor((used / most) * FULL) : FULL;
  return { told, bar: Math.max(0, Math.min(FULL, told)) };
}

/** Whom a limit bounds: the beginning of its name. */
export function scopeOf({ name }: Pick<LimitEntry, "name">): string {
  return name.split(".")[0] ?? name;
}

/** In the order of the service, by whom they bound. */
export function byScope(limits: readonly LimitEntry[]): [string, LimitEntry[]][] {
  const scopes = [...new Set(limits.map(scopeOf))];
  return scopes.map((scope) => [scope, limits.filter((limit) => scopeOf(limit) === scope)]);
}

/** Whether there is something to say of it: a limit, or that somebody took it away. */
export function isInForce({ most, changed_at }: LimitEntry): boolean {
  return most !== null || changed_at !== null;
}

/** Of calls at the same time the service tells one count: that of all, which are those of this business. */
export function withCalls(limit: LimitEntry, callsNow: number): LimitEntry {
  return ["all.at_once", "tenant.at_once"].includes(limit.name) ? { ...limit, used: callsNow } : limit;
}

/** An amount as people read it: “500,000 tokens”, “1.5 minutes”, “US$25.00”. */
export function amount(value: number, unit: string, currency: string | null): string {
  if (unit === "money" && currency) return money(value, currency);
  const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2 }).format(value);
  return unit === "money" || unit === ""
    ? number
    : `${number} ${value === 1 ? unit.replace(/s$/, "") : unit}`;
}

/** What somebody typed as a limit; null: it is no amount that this limit can be. */
export function typedAmount(typed: string, unit: string): number | null {
  const text = typed.trim();
  if (!/^\d+(\.\d{1,6})?$/.test(text)) return null;
  const value = Number(text);
  const whole = unit === "minutes" || unit === "money" || Number.isInteger(value);
  return whole && value <= 1e12 ? value : null;
}

/** The moment at which a day, where this browser is, is over; null for none. */
export function endOfDay(day: string): string | null {
  const [year, month, date] = day.split("-").map(Number);
  if (!year || !month || !date) return null;
  return new Date(year, month - 1, date + 1).toISOString();
}

/** The last moment before one, in milliseconds: that of the day before, if it is a midnight. */
export function lastMoment(moment: string): number {
  return Date.parse(moment) - 1;
}

/** The last day before a moment, as a date field has it. */
export function lastDay(moment: string | null): string {
  if (moment === null || Number.isNaN(Date.parse(moment))) return "";
  return localDay(new Date(lastMoment(moment)));
}

export interface Refused {
  caller: string;
  why: string;
  callees: string[];
  calls: number;
  lastAt: string;
}

/** Refused callers, all hours of one caller and reason together; who rang last comes first. */
export function together(rows: readonly RefusedCaller[]): Refused[] {
  const found = new Map<string, Refused>();
  for (const { caller, callee, why, calls, last_at } of rows) {
    const key = `${caller} ${why}`;
    const known = found.get(key) ?? { caller, why, callees: [], calls: 0, lastAt: last_at };
    found.set(key, {
      ...known,
      callees: known.callees.includes(callee) ? known.callees : [...known.callees, callee],
      calls: known.calls + calls,
      lastAt: Date.parse(last_at) > Date.parse(known.lastAt) ? last_at : known.lastAt,
    });
  }
  return [...found.values()].sort((a, b) => Date.parse(b.lastAt) - Date.parse(a.lastAt));
}
