/** Lists of two sides: what stands between items that nobody touched is merged by itself. */

import { same } from "./equal";
import type { MergePart } from "./merge";
import type { Json, Path } from "./types";

interface Piece {
  base: Json[];
  ours: Json[];
  theirs: Json[];
}

/** Both sides' changes to a list; null when they changed the same items and no item can be told from another. */
export function mergedList(
  base: Json[],
  ours: Json[],
  theirs: Json[],
  path: Path,
  part: MergePart,
): Json[] | null {
  const merged: Json[] = [];
  for (const piece of pieces(base, ours, theirs)) {
    const items = mergedPiece(piece, (index) => [...path, merged.length + index], part);
    if (!items) return null;
    merged.push(...items);
  }
  return same(merged, ours) ? ours : merged;
}

function mergedPiece(
  { base, ours, theirs }: Piece,
  at: (index: number) => Path,
  part: MergePart,
): Json[] | null {
  if (same(ours, theirs) || same(base, theirs)) return ours;
  if (same(base, ours)) return theirs;
  if (base.length === ours.length && base.length === theirs.length)
    return ours.map((item, index) => part(base[index], item, theirs[index], at(index)) ?? item);
  if (base.length === 0) return [...ours, ...theirs.filter((item) => !ours.some((each) => same(each, item)))];
  return null;
}

/** The lists cut at items that stand in all three. */
function pieces(base: Json[], ours: Json[], theirs: Json[]): Piece[] {
  const inOurs = matches(base, ours);
  const inTheirs = matches(base, theirs);
  const cut: Piece[] = [];
  let from = { base: 0, ours: 0, theirs: 0 };
  const take = (b: number, o: number, t: number) => {
    const piece = {
      base: base.slice(from.base, b),
      ours: ours.slice(from.ours, o),
      theirs: theirs.slice(from.theirs, t),
    };
    if (piece.base.length + piece.ours.length + piece.theirs.length) cut.push(piece);
  };
  base.forEach((item, index) => {
    const [o, t] = [inOurs[index], inTheirs[index]];
    if (o === undefined || t === undefined) return;
    take(index, o, t);
    cut.push({ base: [item], ours: ours.slice(o, o + 1), theirs: theirs.slice(t, t + 1) });
    from = { base: index + 1, ours: o + 1, theirs: t + 1 };
  });
  take(base.length, ours.length, theirs.length);
  return cut;
}

/** For each item of `base` its place in `other`, by the longest common subsequence; undefined where it is gone. */
function matches(base: Json[], other: Json[]): (number | undefined)[] {
  const equal = base.map((item) => other.map((each) => same(item, each)));
  const lengths = base.map(() => new Array<number>(other.length + 1).fill(0));
  lengths.push(new Array<number>(other.length + 1).fill(0));
  const at = (b: number, o: number) => lengths[b]?.[o] ?? 0;
  for (let b = base.length - 1; b >= 0; b -= 1)
    for (let o = other.length - 1; o >= 0; o -= 1) {
      const row = lengths[b];
      if (row) row[o] = equal[b]?.[o] ? at(b + 1, o + 1) + 1 : Math.max(at(b + 1, o), at(b, o + 1));
    }
  const found = new Array<number | undefined>(base.length).fill(undefined);
  for (let b = 0, o = 0; b < base.length && o < other.length;)
    if (equal[b]?.[o]) {
      found[b] = o;
      b += 1;
      o += 1;
    } else if (at(b + 1, o) >= at(b, o + 1)) b += 1;
    else o += 1;
  return found;
}
