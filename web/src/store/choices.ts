/** What can be chosen for a step and for a way out of it, as lists and menus show it. */

import { exitsOf, type Exit } from "../doc/exits";
import { headline, spokenSettings } from "../doc/headline";
import { spaced } from "../doc/names";
import { titleOf } from "../doc/ops";
import { stepAt, stepsOf } from "../doc/reading";
import type { Steps } from "../doc/schema";
import type { FlowDoc } from "../doc/types";
import { strings } from "../strings";
import { addStepOf, leadTo } from "./commands";
import { useDocument } from "./document";
import { useSpecs } from "./specs";
import { useUi } from "./ui";

const { picker, menu } = strings.canvas;

export interface StepChoice {
  id: string;
  label: string;
  detail?: string;
  group?: string;
  kind?: { type: string; index: number; count: number };
}

/** Every type of step, with what it does. */
export function typeChoices(steps: Steps): StepChoice[] {
  return steps.types.map(({ type, summary }, index) => ({
    id: `new:${type}`,
    label: spaced(type),
    detail: summary,
    kind: { type, index, count: steps.types.length },
  }));
}

/** Where an exit may lead: to a new step of any type, to any step that there is, or nowhere. */
export function exitChoices(document: FlowDoc, steps: Steps, exit: Exit): StepChoice[] {
  const places = new Map(steps.types.map((spec, index) => [spec.type, { spec, index }]));
  const added = typeChoices(steps).map((choice) => ({ ...choice, group: picker.newStep }));
  const existing = stepsOf(document).map(([name, step]): StepChoice => {
    const place = places.get(step.type);
    const words = headline(step, place?.spec, document);
    return {
      id: `step:${name}`,
      label: titleOf(document, name),
      detail: exit.target === name ? picker.here : words,
      group: picker.existing,
      kind: { type: step.type, index: place?.index ?? -1, count: steps.types.length },
    };
  });
  const nowhere: StepChoice = {
    id: "nowhere",
    label: picker.nowhere,
    detail: picker.nowhereDetail,
    group: picker.existing,
  };
  if (exit.target === null) return [...added, ...existing];
  const now = existing.filter((choice) => choice.id === `step:${exit.target ?? ""}`);
  return [...now, nowhere, ...existing.filter((choice) => !now.includes(choice)), ...added];
}

/** Do what was chosen of these. The step that was added, if one was. */
export function takeChoice(id: string, after?: { step: string; exit: Exit }): string | null {
  if (id.startsWith("new:")) return addStepOf(id.slice("new:".length), after);
  if (after) leadTo(after.step, after.exit, id === "nowhere" ? null : id.slice("step:".length));
  return null;
}

/** Open the form of a step with the focus in what it says first; of one that says nothing, in its first setting. */
export function openForm(step: string): void {
  const { document } = useDocument.getState();
  const { steps } = useSpecs.getState();
  const here = document && stepAt(document, step);
  const settings = Object.keys(here ?? {}).filter((setting) => setting !== "type");
  const spoken = steps ? spokenSettings(steps.schema) : new Set<string>();
  const first = settings.find((setting) => spoken.has(setting)) ?? settings[0];
  useUi.getState().goTo(first === undefined ? ["nodes", step] : ["nodes", step, first]);
}

/** The exit of a step as the document has it now. */
export function exitNow(step: string, key: string): Exit | null {
  return exitsNow(step).find((exit) => exit.key === key) ?? null;
}

/** All exits of a step as the document has it now. */
export function exitsNow(step: string): Exit[] {
  const { document } = useDocument.getState();
  const { steps } = useSpecs.getState();
  const doc = document && stepAt(document, step);
  const spec = steps?.types.find((each) => each.type === doc?.type);
  return document && doc && spec ? exitsOf(step, doc, spec, document) : [];
}

export interface StepMenuItem {
  id: string;
  label: string;
  keys?: string;
  danger?: boolean;
  apart?: boolean;
  disabled?: boolean;
}

/** What can be done with a step. `exit:…` are its ways out. */
export function stepMenu(step: string): StepMenuItem[] {
  const starts = useDocument.getState().document?.start === step;
  const exits = exitsNow(step);
  return [
    { id: "open", label: menu.open, keys: "Enter" },
    { id: "rename", label: menu.rename, keys: "F2" },
    { id: "copy", label: menu.copy, keys: "Ctrl+C" },
    { id: "duplicate", label: menu.duplicate, keys: "Ctrl+D" },
    ...(starts ? [] : [{ id: "start", label: menu.makeStart }]),
    ...exits.map((exit, at) => ({
      id: `exit:${exit.key}`,
      label: menu.exit(exit.label),
      apart: at === 0,
    })),
    { id: "remove", label: menu.remove, keys: "Delete", danger: true, apart: true },
  ];
}
