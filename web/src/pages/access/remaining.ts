/** How long one has to wait, as it is told. */

const MINUTE_S = 60;

/** “12 seconds”, “2:05 minutes”. */
export function remaining(seconds: number): string {
  if (seconds < MINUTE_S) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  const rest = String(seconds % MINUTE_S).padStart(2, "0");
  return `${Math.floor(seconds / MINUTE_S)}:${rest} minutes`;
}

/** Seconds until a moment, never less than none; both in milliseconds. */
export function secondsUntil(moment: number, now: number): number {
  return Math.max(0, Math.ceil((moment - now) / 1_000));
}
