/** What people call things: titles, with the name only where two are alike. */

import { spaced } from "./names";
import { titleOf } from "./ops";
import { has } from "./own";
import { stepsOf } from "./reading";
import type { FlowDoc } from "./types";

/** The title of a step; with its name where another step has the same. */
export function distinctTitle(document: FlowDoc, step: string): string {
  const title = titleOf(document, step);
  const alike = stepsOf(document).some(([other]) => other !== step && titleOf(document, other) === title);
  return alike ? `${title} (${step})` : title;
}

/** How a name of some kind is shown: a step by its title, a result spaced out; others are written in conditions. */
export function shownName(document: FlowDoc | null, kind: string, name: string): string {
  if (kind === "result") return spaced(name);
  return kind === "step" && document && has(document.nodes, name) ? distinctTitle(document, name) : name;
}
