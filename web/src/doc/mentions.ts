/** Names of slots and variables inside of conditions (`day == "monday"`) and texts (`{day|spoken}`). */

const PIECES = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\.?[A-Za-z_][A-Za-z0-9_]*(?:\s*\()?|[^]/g;
const PLACEHOLDER = /\{([^{}]*)\}/g;
const WORD = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Names in a condition that stand for a value: not functions, not fields of a value, not texts in quotes. */
export function identifiers(expression: string): string[] {
  return (expression.match(PIECES) ?? []).filter((piece) => WORD.test(piece));
}

/** The condition with one name replaced by another. */
export function renamedIn(expression: string, from: string, to: string): string {
  return (expression.match(PIECES) ?? []).map((piece) => (piece === from ? to : piece)).join("");
}

/** Names of the values that a text says. */
export function placeholders(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].flatMap(([, inside = ""]) => root(inside) ?? []);
}

/** The text with one name replaced by another in its placeholders. */
export function renamedInText(text: string, from: string, to: string): string {
  return text.replace(PLACEHOLDER, (whole, inside: string) =>
    root(inside) === from ? whole.replace(from, to) : whole,
  );
}

function root(inside: string): string | undefined {
  return /^\s*([A-Za-z_][A-Za-z0-9_]*)/.exec(inside)?.[1];
}
