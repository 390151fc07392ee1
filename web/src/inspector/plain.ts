/** Letters of a line in the forms, about. */
const ACROSS = 38;
const MOST_ROWS = 10;

/** How many lines a text takes, about: for browsers whose fields do not grow by themselves, as Safari’s before 26.2. */
export function rowsOf(text: string, least: number): number {
  const lines = text.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / ACROSS)), 0);
  return Math.min(MOST_ROWS, Math.max(least, lines));
}

/** A text, number or truth value as text; empty for everything else. */
export function asText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}
