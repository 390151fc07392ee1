/** How long ago something was, in words. */

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const A_WEEK_S = 7 * 86_400;
const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

/** “2 Mar 2026”; a moment in milliseconds. */
export function date(at: number): string {
  return day.format(at);
}

/** “5 minutes ago”, “yesterday”; after a week the day. Empty when it is no time at all. */
export function ago(time: string, now = Date.now()): string {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return "";
  const seconds = Math.max(0, (now - at) / 1_000);
  if (seconds > A_WEEK_S) return date(at);
  const found = UNITS.find(([, size]) => seconds >= size);
  return found ? words.format(-Math.floor(seconds / found[1]), found[0]) : words.format(0, "second");
}
