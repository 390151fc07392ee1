/** When a step gets another name, its place on the canvas and the selection go with it. */

import { own } from "../doc/own";
import { without } from "../doc/paths";
import { stepAt, stepNames } from "../doc/reading";
import type { FlowDoc, LayoutDoc } from "../doc/types";

/** The step that has another name now: the old → the new. It stands in the same place and is of the same type. */
export function renamedStep(before: FlowDoc, now: FlowDoc): [string, string] | null {
  if (before.nodes === now.nodes) return null;
  const [old, names] = [stepNames(before), stepNames(now)];
  if (old.length !== names.length) return null;
  const changed = old.flatMap((name, index) =>
    names[index] === name ? [] : ([[name, names[index] ?? ""]] as const),
  );
  const [only] = changed;
  if (changed.length !== 1 || !only) return null;
  const [from, to] = only;
  if (old.includes(to) || stepAt(before, from)?.type !== stepAt(now, to)?.type) return null;
  return [from, to];
}

/** The layout with the place of a step under its new name. */
export function withRenamed(layout: LayoutDoc, from: string, to: string): LayoutDoc {
  const place = own(layout.positions, from);
  return place ? { ...layout, positions: { ...without(layout.positions, from), [to]: place } } : layout;
}
