/** The outline as rows: sections, steps and their ways out, in the order of the conversation or as written. */

import { exitsOf, type Exit } from "../doc/exits";
import { headline } from "../doc/headline";
import { titleOf } from "../doc/ops";
import { has } from "../doc/own";
import { stepsOf } from "../doc/reading";
import type { Steps } from "../doc/schema";
import type { FlowDoc } from "../doc/types";

export type Order = "conversation" | "written";

export interface OutlineStep {
  name: string;
  title: string;
  type: string;
  typeIndex: number;
  words: string;
  section: string | null;
  exits: Exit[];
  /** Some path leads here from the start or from what callers may say at any time. */
  reached: boolean;
  /** Its place in the document. */
  writtenAt: number;
}

/** Steps that stand together: of one section, or one step of none. */
export interface OutlineGroup {
  section: string | null;
  steps: OutlineStep[];
}

/** All steps. In the order of the conversation: where each exit leads first comes right after it. */
export function outlineSteps(document: FlowDoc, steps: Steps, order: Order): OutlineStep[] {
  const specs = new Map(steps.types.map((spec, index) => [spec.type, { spec, index }]));
  const written = stepsOf(document).map(([name, step], writtenAt): OutlineStep => {
    const known = specs.get(step.type);
    return {
      name,
      title: titleOf(document, name),
      type: step.type,
      typeIndex: known?.index ?? -1,
      words: headline(step, known?.spec, document),
      section: step.section ?? null,
      exits: known ? exitsOf(name, step, known.spec, document) : [],
      reached: false,
      writtenAt,
    };
  });
  const walked = walk(written, document);
  const reached = new Set(walked);
  const marked = written.map((step) => ({ ...step, reached: reached.has(step.name) }));
  if (order === "written") return marked;
  const named = new Map(marked.map((step) => [step.name, step]));
  return [...walked.flatMap((name) => named.get(name) ?? []), ...marked.filter((step) => !step.reached)];
}

/** Names in the order in which a conversation comes to them: from the start, then from whatever else leads to a step. */
function walk(steps: readonly OutlineStep[], document: FlowDoc): string[] {
  const exits = new Map(steps.map((step) => [step.name, step.exits]));
  const seen = new Set<string>();
  const waiting = [
    ...entrances(document)
      .filter((name) => exits.has(name))
      .reverse(),
  ];
  if (exits.has(document.start)) waiting.push(document.start);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const targets = (exits.get(name) ?? []).flatMap((exit) => exit.target ?? []);
    waiting.push(...targets.filter((target) => exits.has(target) && !seen.has(target)).reverse());
  }
  return [...seen];
}

/** Steps that are named outside of the steps, such as by what callers may say anywhere or when something fails. */
function entrances(document: FlowDoc): string[] {
  const names = new Set<string>();
  const note = (value: unknown) => {
    if (typeof value === "string" && has(document.nodes, value)) names.add(value);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(note);
  };
  for (const [part, value] of Object.entries(document))
    if (!["nodes", "tests", "renamed", "slots", "vars", "actions", "results"].includes(part)) note(value);
  return [...names];
}

/** Steps by section, each where its first step stands; steps of no section stand alone. */
export function grouped(steps: readonly OutlineStep[]): OutlineGroup[] {
  const groups: OutlineGroup[] = [];
  const bySection = new Map<string, OutlineGroup>();
  for (const step of steps) {
    const known = step.section === null ? undefined : bySection.get(step.section);
    if (known) known.steps.push(step);
    else {
      const group = { section: step.section, steps: [step] };
      groups.push(group);
      if (step.section !== null) bySection.set(step.section, group);
    }
  }
  return groups;
}

export type Row =
  | {
      kind: "section";
      id: string;
      level: 1;
      section: string;
      count: number;
      open: boolean;
      at: number;
      of: number;
    }
  | { kind: "step"; id: string; level: 1 | 2; step: OutlineStep; open: boolean; at: number; of: number }
  | { kind: "exit"; id: string; level: 2 | 3; step: OutlineStep; exit: Exit; at: number; of: number };

/** The rows that are seen. `folded`: ids of sections and steps; a step is folded unless it is named, a section is not. */
export function rowsOf(
  groups: readonly OutlineGroup[],
  folded: ReadonlySet<string>,
  opened: ReadonlySet<string>,
): Row[] {
  return groups.flatMap((group, at): Row[] => {
    const place = { at: at + 1, of: groups.length };
    const { section, steps } = group;
    if (section === null) return steps.flatMap((step) => stepRows(step, 1, opened, place));
    const open = !folded.has(section);
    const row: Row = {
      kind: "section",
      id: `section:${section}`,
      level: 1,
      section,
      count: steps.length,
      open,
      ...place,
    };
    if (!open) return [row];
    const inner = steps.flatMap((step, index) =>
      stepRows(step, 2, opened, { at: index + 1, of: steps.length }),
    );
    return [row, ...inner];
  });
}

function stepRows(
  step: OutlineStep,
  level: 1 | 2,
  opened: ReadonlySet<string>,
  place: { at: number; of: number },
): Row[] {
  const open = opened.has(step.name);
  const row: Row = { kind: "step", id: step.name, level, step, open, ...place };
  if (!open) return [row];
  const exits = step.exits.map((exit, at): Row => ({
    kind: "exit",
    id: `${step.name}/${exit.key}`,
    level: level === 1 ? 2 : 3,
    step,
    exit,
    at: at + 1,
    of: step.exits.length,
  }));
  return [row, ...exits];
}

/** The row that holds another: the step of an exit, the section of a step. */
export function parentOf(row: Row): string | null {
  if (row.kind === "exit") return row.step.name;
  return row.kind === "step" && row.step.section !== null ? `section:${row.step.section}` : null;
}

/** By how many places of the document a step moves to pass its neighbour in the outline, up (-1) or down (1). */
export function stepsAway(groups: readonly OutlineGroup[], step: OutlineStep, by: -1 | 1): number {
  const written = groups.flatMap((group) => group.steps);
  const siblings =
    step.section === null
      ? groups.flatMap((group) => group.steps.slice(0, 1))
      : written.filter((other) => other.section === step.section);
  const next = siblings[siblings.findIndex((other) => other.name === step.name) + by];
  return next ? next.writtenAt - step.writtenAt : 0;
}
