/** Times, lengths, money and numbers as the person at this browser reads them. */

import { strings } from "../strings";

const { format } = strings.calls;

const shortCodes = new Set(["1", "7"]);
/** Country codes of two digits; all others but 1 and 7 have three. */
const pairs = new Set(
  "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split(
    " ",
  ),
);
/** How the digits after the code are grouped where that is the same for all numbers. */
const groupings: Record<string, readonly number[]> = { "1": [3, 3, 4], "7": [3, 3, 4], "91": [5, 5] };

/** “+91 98123 45678”; what is no international number is left as it is. */
export function phone(number: string | null): string {
  if (!number) return format.withheld;
  const digits = /^\+([1-9]\d{5,14})$/.exec(number)?.[1];
  if (!digits) return number;
  const code = shortCodes.has(digits.slice(0, 1))
    ? digits.slice(0, 1)
    : digits.slice(0, pairs.has(digits.slice(0, 2)) ? 2 : 3);
  const rest = digits.slice(code.length);
  const sizes = groupings[code];
  const fitting = sizes && sum(sizes) === rest.length ? sizes : thirds(rest.length);
  return [`+${code}`, ...grouped(rest, fitting)].join(" ");
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((before, size) => before + size, 0);
}

function thirds(length: number): number[] {
  const sizes: number[] = [];
  for (let left = length; left > 0; left -= sizes.at(-1) ?? left) sizes.push(left <= 4 ? left : 3);
  return sizes;
}

function grouped(digits: string, sizes: readonly number[]): string[] {
  let at = 0;
  return sizes.map((size) => digits.slice(at, (at += size)));
}

/** “1 min 5 s”. */
export function length(seconds: number | null): string {
  if (seconds === null) return "–";
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const parts = [
    ...(hours ? [unit(hours, "hour")] : []),
    ...(minutes ? [unit(minutes, "minute")] : []),
    ...(rest || whole < 60 ? [unit(rest, "second")] : []),
  ];
  return parts.join(" ");
}

function unit(value: number, name: string): string {
  return new Intl.NumberFormat("en", { style: "unit", unit: name, unitDisplay: "short" }).format(value);
}

/** “480 ms”, “1.25 s”. */
export function wait(ms: number | null): string {
  if (ms === null) return "–";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${new Intl.NumberFormat("en", { maximumFractionDigits: 2 }).format(ms / 1000)} s`;
}

/** Where in a call: “0:07”, “12:40”. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** An amount in its currency. Of less than a hundredth, two digits that say something. */
export function money(amount: number, currency: string): string {
  const small = amount !== 0 && Math.abs(amount) < 0.01;
  const digits = small ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 2 };
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency, ...digits }).format(amount);
  } catch {
    return `${amount.toFixed(2)} ${currency}`;
  }
}

/** “2 Mar 2026, 09:00”, in this browser's time zone unless another is given. */
export function moment(iso: string, timeZone?: string): string {
  return shown(iso, { dateStyle: "medium", timeStyle: "short" }, timeZone);
}

/** “Mon, 2 March 2026”. */
export function day(iso: string, timeZone?: string): string {
  return shown(iso, { weekday: "short", day: "numeric", month: "long", year: "numeric" }, timeZone);
}

/** “Mon 2 Mar”; of a day as addresses write it. */
export function shortDay(date: string): string {
  return shown(`${date}T12:00Z`, { weekday: "short", day: "numeric", month: "short" }, "UTC").replace(
    ",",
    "",
  );
}

/** “09:00”. */
export function time(iso: string, timeZone?: string): string {
  return shown(iso, { timeStyle: "short" }, timeZone);
}

function shown(iso: string, how: Intl.DateTimeFormatOptions, timeZone?: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return new Intl.DateTimeFormat("en-GB", { ...how, ...(timeZone ? { timeZone } : {}) }).format(date);
}

/** The day in this browser's time zone, as addresses and inputs write it: 2026-03-02. */
export function localDay(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** “12,480”. */
export function count(value: number): string {
  return new Intl.NumberFormat("en").format(value);
}

/** “12 %” of a whole; nothing of nothing is a dash. */
export function share(part: number, whole: number): string {
  if (!whole) return "–";
  return new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 0 }).format(part / whole);
}

/** `message_taken` as people write it. */
export function words(name: string): string {
  return name.replaceAll("_", " ");
}

/** As tests write when a call begins: 2026-03-02T09:00, by this browser's clock. */
export function localMinute(date: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${localDay(date)}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
