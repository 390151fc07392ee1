/** Changes of a document. Each gives a new one: nothing is mutated, what stays the same is the same object, keys keep their order. */

import type { Exit } from "./exits";
import { isMap } from "./equal";
import { freshName, spaced } from "./names";
import { has } from "./own";
import { getAt, setAt, withAfter, without } from "./paths";
import { mapOf, stepAt, stepNames, textOf } from "./reading";
import { references } from "./references";
import type { Schema, StepSpec } from "./schema";
import { blankStep } from "./blank";
import type { FlowDoc, Path, StepDoc } from "./types";
import { schemaAt } from "./walk";

export { copySteps, duplicateSteps, pasteSteps, type Clip } from "./clip";
export { freshName } from "./names";
export { getAt, moveKey, setAt } from "./paths";
export { renameSlot, renameStep } from "./rename";

export interface NewStep {
  type: string;
  spec: StepSpec;
  schema: Schema;
  /** Its name; otherwise one is made of the type. */
  name?: string;
  title?: string;
  section?: string;
  /** It is put between this step and where that exit led. */
  after?: { step: string; exit: Exit };
}

/** A new step with all that its type requires; what only a person can know is left open. */
export function addStep(document: FlowDoc, { type, spec, schema, ...more }: NewStep): [FlowDoc, string] {
  const { after } = more;
  const name = freshName(more.name ?? type, stepNames(document));
  const section = more.section ?? (after && stepAt(document, after.step)?.section);
  const step: StepDoc = {
    type,
    ...(more.title === undefined ? {} : { title: more.title }),
    ...(section === undefined ? {} : { section }),
    ...blankStep(document, spec, schema, after?.exit.target ?? null),
  };
  const steps = mapOf(document.nodes) as FlowDoc["nodes"];
  const added = { ...document, nodes: withAfter(steps, after?.step, { [name]: step }) };
  return [after ? connect(added, after.step, after.exit, name) : added, name];
}

/** Lead an exit to a step, or nowhere. */
export function connect(document: FlowDoc, step: string, exit: Exit, target: string | null): FlowDoc {
  if (!has(document.nodes, step)) return document;
  return target === null ? disconnected(document, exit) : setAt(document, exit.path, target);
}

/** An optional exit that stands alone in a group of settings takes the group with it. */
function disconnected(document: FlowDoc, { path, required }: Exit): FlowDoc {
  const group = path.slice(0, -1);
  const around = getAt(document, group);
  const alone = isMap(around) && Object.keys(around).length === 1;
  return setAt(document, alone && !required && group.length > 2 ? group : path, undefined);
}

/** Take steps away. Optional exits that led to them are taken away, others are left for the checker to tell of. */
export function removeSteps(document: FlowDoc, names: readonly string[], schema: Schema): FlowDoc {
  const gone = new Set(names.filter((name) => has(document.nodes, name)));
  if (gone.size === 0) return document;
  const left: FlowDoc = { ...document, nodes: without(document.nodes, ...gone) };
  const dangling = references(left, schema, "step").filter(({ name }) => gone.has(name));
  // From the last to the first, so that places in lists stay true.
  return dangling.reverse().reduce((now, { path }) => unnamed(now, path, schema), left);
}

function unnamed(document: FlowDoc, path: Path, schema: Schema): FlowDoc {
  const [top] = path;
  const last = path.at(-1);
  if (typeof last === "number") return setAt(document, path, undefined);
  if (top === "renamed") return setAt(document, path, undefined);
  if (top !== "nodes" || last === undefined) return document;
  const around = path.slice(0, -1);
  if (!isRequired(document, path, schema)) return setAt(document, path, undefined);
  const group = getAt(document, around);
  const alone = isMap(group) && Object.keys(group).length === 1 && around.length === 3;
  return alone && !isRequired(document, around, schema) ? setAt(document, around, undefined) : document;
}

function isRequired(document: FlowDoc, path: Path, schema: Schema): boolean {
  const last = path.at(-1);
  const around = schemaAt(schema, document, path.slice(0, -1));
  return typeof last === "string" && (around?.required?.includes(last) ?? false);
}

/** What people call a step: its title, or its name with spaces. */
export function titleOf(document: FlowDoc, step: string): string {
  return textOf(stepAt(document, step)?.title) || spaced(step);
}
