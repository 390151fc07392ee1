/** When a step gets another name, its place on the canvas and the selection go with it. */

import type { FlowDoc, LayoutDoc } from "../doc/types";

/** The step that has another name now: the old → the new. It stands in the same place and is of the same type. */
export function renamedStep(before: FlowDoc, now: FlowDoc): [string, string] | null {
  if (before.nodes === now.nodes) return null;
  const [old, names] = [Object.keys(before.nodes), Object.keys(now.nodes)];
  if (old.length !== names.length) return null;
  const changed = old.flatMap((name, index) =>
    names[index] === name ? [] : ([[name, names[index] ?? ""]] as const),
  );
  const [only] = changed;
  if (changed.length !== 1 || !only) return null;
  const [from, to] = only;
  if (to in before.nodes || before.nodes[from]?.type !== now.nodes[to]?.type) return null;
  return [from, to];
}

/** The layout with the place of a step under its new name. */
export function withRenamed(layout: LayoutDoc, from: string, to: string): LayoutDoc {
  const { [from]: place, ...positions } = layout.positions;
  return place ? { ...layout, positions: { ...positions, [to]: place } } : layout;
}
