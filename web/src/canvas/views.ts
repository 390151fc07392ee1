/** What of each step is shown on the canvas, apart from where. */

import type { Steps } from "../doc/schema";
import { exitsOf, sharedTargets, type Exit } from "../doc/exits";
import { headline } from "../doc/headline";
import { titleOf } from "../doc/ops";
import { has } from "../doc/own";
import { stepsOf } from "../doc/reading";
import type { FlowDoc } from "../doc/types";
import { strings } from "../strings";

const { unfinished } = strings.canvas;

export interface ShownExit extends Exit {
  /** What people call the step it leads to; null: it leads nowhere, or to a step that is not there. */
  to: string | null;
}

export interface StepView {
  name: string;
  title: string;
  type: string;
  /** Which of the types it is; -1: of none that the service knows. */
  typeIndex: number;
  typeCount: number;
  words: string;
  section: string | null;
  starts: boolean;
  /** Drawn as handles at the bottom, with lines. */
  exits: ShownExit[];
  /** Exits to steps that many lead to: drawn as chips, without lines. */
  chips: ShownExit[];
  /** Exits that need not be set and are not: only in the menu. */
  unset: ShownExit[];
  /** So many steps lead here by chips. */
  chipsHere: number;
}

/** Every step as it is shown, in the order of the document. */
export function viewSteps(document: FlowDoc, steps: Steps): StepView[] {
  const specs = new Map(steps.types.map((spec, index) => [spec.type, { spec, index }]));
  const shared = sharedTargets(document, steps);
  const views = stepsOf(document).map(([name, step]): StepView => {
    const known = specs.get(step.type);
    const exits = (known ? exitsOf(name, step, known.spec, document) : []).map((exit) => ({
      ...exit,
      to: exit.target !== null && has(document.nodes, exit.target) ? titleOf(document, exit.target) : null,
    }));
    const isChip = (exit: Exit) => exit.target !== null && shared.has(exit.target);
    const isUnset = (exit: Exit) => exit.target === null && !exit.required;
    return {
      name,
      title: titleOf(document, name),
      type: step.type,
      typeIndex: known?.index ?? -1,
      typeCount: steps.types.length,
      words: known ? headline(step, known.spec, document) : unfinished(step.type),
      section: step.section ?? null,
      starts: document.start === name,
      exits: exits.filter((exit) => !isChip(exit) && !isUnset(exit)),
      chips: exits.filter(isChip),
      unset: exits.filter(isUnset),
      chipsHere: 0,
    };
  });
  return counted(views);
}

function counted(views: StepView[]): StepView[] {
  const leading = new Map<string, Set<string>>();
  for (const view of views)
    for (const { target } of view.chips)
      if (target !== null) leading.set(target, (leading.get(target) ?? new Set()).add(view.name));
  return views.map((view) => ({ ...view, chipsHere: leading.get(view.name)?.size ?? 0 }));
}
