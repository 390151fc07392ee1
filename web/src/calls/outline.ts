/** The outline of a recording, drawn: pure. */

export interface Outline {
  seconds: number;
  /** The loudest moment of each equal part, 0 to 1. */
  caller: readonly number[];
  agent: readonly number[];
}

/** What is quieter is drawn as a line, so that silence is seen as silence. */
const LEAST = 0.02;

/** The path of one side: bars around the middle of a band `height` high, `width` wide, in the unit of an SVG. */
export function bars(peaks: readonly number[], width: number, height: number): string {
  if (!peaks.length) return "";
  const step = width / peaks.length;
  return peaks
    .map((peak, at) => {
      const half = (Math.max(LEAST, Math.min(1, Math.sqrt(peak))) * height) / 2;
      return `M${round(at * step)} ${round(height / 2 - half)}v${round(2 * half)}`;
    })
    .join("");
}

/** Fewer peaks, each the loudest of those that it stands for: a narrow picture needs no thousand bars. */
export function thinned(peaks: readonly number[], most: number): number[] {
  if (peaks.length <= most) return [...peaks];
  return Array.from({ length: most }, (_, at) => {
    const from = Math.floor((at * peaks.length) / most);
    const to = Math.max(from + 1, Math.floor(((at + 1) * peaks.length) / most));
    return Math.max(...peaks.slice(from, to));
  });
}

/** Minutes and seconds: 1:05. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
