/** Values as people read them. */

import type { Json } from "../doc/types";
import { strings } from "../strings";
import { HIDDEN } from "./disguise";
import { words } from "./format";

const { call, why } = strings.calls;

/** “a cleaning”, “yes”, “start 2026-12-01T08:30, staff 2”; of what is large, its begin. */
export function shownValue(value: Json | undefined): string {
  const told = plain(value);
  return told.length > 400 ? `${told.slice(0, 399)}…` : told;
}

function plain(value: Json | undefined): string {
  if (value === null || value === undefined || value === "") return call.empty;
  if (typeof value === "boolean") return value ? why.yes : why.no;
  if (Array.isArray(value)) return value.length ? value.map(plain).join("; ") : call.empty;
  if (typeof value === "object")
    return Object.entries(value)
      .map(([name, each]) => `${words(name)} ${plain(each)}`)
      .join(", ");
  if (value === HIDDEN) return call.hidden;
  return typeof value === "string" ? dated(value) : new Intl.NumberFormat("en").format(value);
}

const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$/;

/** Days and times of the business have no time zone: they are told as they are. */
function dated(value: string): string {
  const date = MOMENT.test(value) ? new Date(`${value}${value.includes("T") ? "" : "T00:00"}Z`) : null;
  if (!date || Number.isNaN(date.getTime())) return value;
  const how = value.includes("T")
    ? ({ dateStyle: "medium", timeStyle: "short" } as const)
    : ({ dateStyle: "medium" } as const);
  return new Intl.DateTimeFormat("en-GB", { ...how, timeZone: "UTC" }).format(date);
}
