/** Appointments by day, as a calendar of days shows them. */

import type { Appointment } from "../api/work";
import { localDay } from "./format";

export const KINDS = ["appointments", "tickets", "leads", "messages"] as const;
export type WorkKind = (typeof KINDS)[number];

/** What the address asks for; appointments if it does not say. */
export function readKind(search: string): WorkKind {
  const asked = new URLSearchParams(search).get("show");
  return KINDS.find((kind) => kind === asked) ?? "appointments";
}

/** In the order of time; days are those of this browser's time zone. */
export function byDay(appointments: readonly Appointment[]): [string, Appointment[]][] {
  const days = new Map<string, Appointment[]>();
  const inOrder = [...appointments].sort((a, b) => Date.parse(a.begins) - Date.parse(b.begins));
  for (const appointment of inOrder) {
    const day = localDay(new Date(appointment.begins));
    const there = days.get(day);
    if (there) there.push(appointment);
    else days.set(day, [appointment]);
  }
  return [...days];
}

/** From today on, so many days. */
export function nextDays(days: number, now: Date): { from: string; until: string } {
  const last = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days - 1);
  return { from: localDay(now), until: localDay(last) };
}
