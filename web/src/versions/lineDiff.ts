/** Two texts side by side, line by line. */

export interface Cell {
  /** Counted from 1. */
  number: number;
  text: string;
}

export interface Row {
  kind: "same" | "changed" | "added" | "removed";
  left: Cell | null;
  right: Cell | null;
}

/** Rows to be shown, or so many lines that are the same on both sides. */
export type Stretch = { rows: Row[]; folded: false } | { rows: Row[]; folded: true };

/** Pairs of lines that are compared at most; of longer texts, what lies between the first and the last difference is shown as replaced. */
const MOST_PAIRS = 16_000_000;

/** The rows of two texts. What was removed stands beside what was added in its place. */
export function sideBySide(from: string, to: string): Row[] {
  const [left, right] = [linesOf(from), linesOf(to)];
  const rows: Row[] = [];
  let [atLeft, atRight] = [0, 0];
  for (const [l, r] of [...common(left, right), [left.length, right.length] as const]) {
    rows.push(...replaced(left, right, [atLeft, l], [atRight, r]));
    if (l < left.length) rows.push({ kind: "same", left: cell(left, l), right: cell(right, r) });
    [atLeft, atRight] = [l + 1, r + 1];
  }
  return rows;
}

/** The differences with so many lines around them; what lies between is folded. */
export function folded(rows: readonly Row[], around = 3): Stretch[] {
  const near = rows.map((_, at) =>
    rows.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind !== "same"),
  );
  const stretches: Stretch[] = [];
  rows.forEach((row, at) => {
    const fold = !near[at];
    const last = stretches.at(-1);
    if (last?.folded === fold) last.rows.push(row);
    else stretches.push({ rows: [row], folded: fold });
  });
  return stretches;
}

function linesOf(text: string): string[] {
  if (text === "") return [];
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}

function cell(lines: readonly string[], at: number): Cell | null {
  const text = lines[at];
  return text === undefined ? null : { number: at + 1, text };
}

function replaced(
  left: readonly string[],
  right: readonly string[],
  [l0, l1]: readonly [number, number],
  [r0, r1]: readonly [number, number],
): Row[] {
  return Array.from({ length: Math.max(l1 - l0, r1 - r0) }, (_, nth) => {
    const was = l0 + nth < l1 ? cell(left, l0 + nth) : null;
    const is = r0 + nth < r1 ? cell(right, r0 + nth) : null;
    return { kind: was && is ? "changed" : was ? "removed" : "added", left: was, right: is };
  });
}

/** The lines that both have, as pairs of places, in order and as many as can be. */
function common(left: readonly string[], right: readonly string[]): (readonly [number, number])[] {
  let head = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) head++;
  let tail = 0;
  const most = Math.min(left.length, right.length) - head;
  while (tail < most && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++;
  const middle = longest(left.slice(head, left.length - tail), right.slice(head, right.length - tail));
  return [
    ...Array.from({ length: head }, (_, at) => [at, at] as const),
    ...middle.map(([l, r]) => [l + head, r + head] as const),
    ...Array.from({ length: tail }, (_, at) => [left.length - tail + at, right.length - tail + at] as const),
  ];
}

/** The longest common subsequence, by the table of the lengths that are left. */
function longest(left: readonly string[], right: readonly string[]): (readonly [number, number])[] {
  if (left.length * right.length > MOST_PAIRS) return [];
  const width = right.length + 1;
  const table = new Uint32Array((left.length + 1) * width);
  const rest = (l: number, r: number) => table[l * width + r] ?? 0;
  for (let l = left.length - 1; l >= 0; l--)
    for (let r = right.length - 1; r >= 0; r--)
      table[l * width + r] =
        left[l] === right[r] ? rest(l + 1, r + 1) + 1 : Math.max(rest(l + 1, r), rest(l, r + 1));
  const pairs: (readonly [number, number])[] = [];
  for (let l = 0, r = 0; l < left.length && r < right.length;) {
    if (left[l] === right[r]) pairs.push([l++, r++]);
    else if (rest(l + 1, r) >= rest(l, r + 1)) l++;
    else r++;
  }
  return pairs;
}
