/** The order in which problems are told, and where they are. */

import type { Level, Problem } from "../api/types";
import { spaced } from "../doc/names";
import { titleOf } from "../doc/ops";
import type { FlowDoc, Path } from "../doc/types";

const ORDER: readonly Level[] = ["error", "warning", "hint"];

/** Errors first, then warnings and hints; within these, in the order of the document. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level) || a.line - b.line);
}

/** How many there are of each level; consequences are not counted. */
export function countsOf(problems: readonly Problem[]): Record<Level, number> {
  const counts = { error: 0, warning: 0, hint: 0 };
  for (const problem of problems) counts[problem.level] += 1;
  return counts;
}

/** What people call the place of a problem: the step's title, or the part of the flow; null: the flow as a whole. */
export function placeOf(document: FlowDoc, path: Path): string | null {
  const [top, name] = path;
  if (top === undefined) return null;
  if (top === "nodes" && typeof name === "string") return titleOf(document, name);
  return spaced(String(typeof name === "string" ? name : top));
}

/** A key that stays the same while other problems come and go. */
export function keyOf(problem: Problem): string {
  return `${problem.code} ${JSON.stringify(problem.path)} ${problem.message}`;
}
