/** The ways out of a step: told by the service for each type, found in the step at hand. */

import { isMap } from "./equal";
import { spaced } from "./names";
import { own } from "./own";
import { stepsOf } from "./reading";
import type { ExitSpec, Steps, StepSpec } from "./schema";
import type { FlowDoc, Path, StepDoc } from "./types";
import { firstWords } from "./wording";

export interface Exit {
  /** Unique within the step: `next`, `options.book`, `cases.0`, `if_taken`, `give_up`. */
  key: string;
  /** What the graph and the reports call it: `next`, `option book`, `case 1`, `if_taken`. */
  name: string;
  label: string;
  /** Where in the document its target stands. */
  path: Path;
  /** The step it leads to; null when it is not set. */
  target: string | null;
  required: boolean;
}

/** So many steps that lead to one target make it a chip instead of lines. */
const SHARED_FROM = 4;

/** All exits of a step in the order of the service, also optional ones that are not set. */
export function exitsOf(name: string, step: StepDoc, spec: StepSpec, document: FlowDoc): Exit[] {
  return spec.exits.flatMap((exit) => {
    if (exit.each_of === "options") return options(name, step, exit);
    if (exit.each_of === "cases") return cases(name, step, exit);
    if (exit.each_of) return named(name, step, spec, exit, document);
    return [made(name, step, exit, { key: exit.name, name: exit.name, label: exit.label, inner: exit.path })];
  });
}

interface Parts {
  key: string;
  name: string;
  label: string;
  inner: Path;
}

function made(step: string, doc: StepDoc, exit: ExitSpec, { key, name, label, inner }: Parts): Exit {
  return {
    key,
    name,
    label,
    path: ["nodes", step, ...inner],
    target: targetAt(doc, inner),
    required: exit.required,
  };
}

function targetAt(step: StepDoc, inner: Path): string | null {
  let at: unknown = step;
  for (const key of inner)
    at = isMap(at) || Array.isArray(at) ? own(at as Record<string, unknown>, String(key)) : undefined;
  return typeof at === "string" && at !== "" ? at : null;
}

function options(step: string, doc: StepDoc, exit: ExitSpec): Exit[] {
  const [field = "options"] = exit.path;
  const written = doc[field];
  if (!isMap(written)) return [];
  return Object.entries(written).map(([option, value]) => {
    const label = isMap(value) ? firstWords(value.label) : "";
    return made(step, doc, exit, {
      key: `${field}.${option}`,
      name: `${exit.name} ${option}`,
      label: label || spaced(option),
      inner: [field, option, ...exit.path.slice(2)],
    });
  });
}

function cases(step: string, doc: StepDoc, exit: ExitSpec): Exit[] {
  const [field = "cases"] = exit.path;
  const written = doc[field];
  if (!Array.isArray(written)) return [];
  return written.map((value, index) => {
    const when = isMap(value) ? value.when : undefined;
    const label = when === undefined || when === null || typeof when === "object" ? "" : String(when);
    return made(step, doc, exit, {
      key: `${field}.${index}`,
      name: `${exit.name} ${index + 1}`,
      label: label || `${exit.label} ${index + 1}`,
      inner: [field, index, ...exit.path.slice(2)],
    });
  });
}

/** Exits that are named by what an action may answer, and any others of that kind that are written. */
function named(step: string, doc: StepDoc, spec: StepSpec, exit: ExitSpec, document: FlowDoc): Exit[] {
  const prefix = exit.name;
  const known = new Set(spec.exits.map((each) => each.name));
  const told = exit.each_of === "outcomes" ? outcomes(doc, document).map((each) => prefix + each) : [];
  const written = Object.keys(doc).filter((key) => key.startsWith(prefix));
  return [...new Set([...told, ...written])]
    .filter((key) => !known.has(key))
    .map((key) =>
      made(step, doc, exit, { key, name: key, label: spaced(key.slice(prefix.length)), inner: [key] }),
    );
}

function outcomes(step: StepDoc, document: FlowDoc): string[] {
  const actions: unknown = document.actions;
  const action = typeof step.action === "string" && isMap(actions) ? own(actions, step.action) : undefined;
  const told = isMap(action) ? action.outcomes : undefined;
  return Array.isArray(told) ? told.filter((each) => typeof each === "string") : [];
}

/** Targets of four or more steps: drawn as chips. */
export function sharedTargets(document: FlowDoc, steps: Steps): Set<string> {
  const specs = new Map(steps.types.map((spec) => [spec.type, spec]));
  const from = new Map<string, number>();
  for (const [name, step] of stepsOf(document)) {
    const spec = specs.get(step.type);
    const targets = spec ? exitsOf(name, step, spec, document).map((exit) => exit.target) : [];
    for (const target of new Set(targets)) if (target !== null) from.set(target, (from.get(target) ?? 0) + 1);
  }
  return new Set([...from].filter(([, count]) => count >= SHARED_FROM).map(([target]) => target));
}
