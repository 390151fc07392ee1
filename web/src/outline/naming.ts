/** What a row of the outline is called by who hears it: all that it shows, in one sentence, without its buttons. */

import type { Exit } from "../doc/exits";
import { spaced } from "../doc/names";
import { titleOf } from "../doc/ops";
import { has } from "../doc/own";
import type { FlowDoc } from "../doc/types";
import { strings } from "../strings";
import type { Row } from "./order";
import type { Counts } from "./problems";

const { canvas, outline: words } = strings;

/** The name of a row; of a step with what is wrong with it. */
export function rowName(row: Row, document: FlowDoc, problems?: Counts): string {
  if (row.kind === "section") return canvas.section(spaced(row.section), row.count);
  if (row.kind === "exit")
    return words.leads(row.exit.label, targetTitle(row.exit, document) ?? targetWords(row.exit));
  const { step } = row;
  return [
    step.title,
    spaced(step.type),
    document.start === step.name ? canvas.start : "",
    step.reached ? "" : words.unreached,
    problems ? canvas.problems(problems.errors, problems.warnings) : "",
    step.words,
  ]
    .filter(Boolean)
    .join(", ");
}

/** Of the step to which an exit leads; null where there is none. */
export function targetTitle({ target }: Exit, document: FlowDoc): string | null {
  return target !== null && has(document.nodes, target) ? titleOf(document, target) : null;
}

/** What stands in the place of a title. */
export function targetWords({ target, required }: Exit): string {
  return target ?? (required ? words.open : words.optional);
}
