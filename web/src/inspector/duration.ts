/** Lengths of time as they are written, `6s` or `2m`, and as an amount with a unit. */

import type { Json } from "../doc/types";

export const UNITS = ["ms", "s", "m", "h", "d"] as const;
export type Unit = (typeof UNITS)[number];

const SECONDS: Record<Unit, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };
const WRITTEN = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/;

export interface Length {
  amount: string;
  unit: Unit;
}

/** What is written; a number is one of seconds. Null where it is no length of time. */
export function readLength(value: Json | undefined): Length | null {
  if (typeof value === "number") return inBestUnit(value);
  const match = typeof value === "string" ? WRITTEN.exec(value) : null;
  return match?.[1] !== undefined ? { amount: match[1], unit: match[2] as Unit } : null;
}

function inBestUnit(seconds: number): Length {
  const unit =
    UNITS.findLast((each) => seconds >= SECONDS[each] && Number.isInteger(seconds / SECONDS[each])) ?? "ms";
  return { amount: String(Math.round((seconds / SECONDS[unit]) * 1000) / 1000), unit };
}

export function writeLength({ amount, unit }: Length): string {
  return `${amount}${unit}`;
}
