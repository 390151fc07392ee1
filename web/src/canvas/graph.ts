/** What is seen: steps, collapsed sections in their place, and the lines between them. */

import { exitCentres, SECTION_HEIGHT, SECTION_WIDTH, sizeOf } from "./size";
import type { StepView } from "./views";

export interface Line {
  id: string;
  from: string;
  to: string;
  /** The handle at which it begins; null: at a collapsed section. */
  exit: string | null;
  /** The steps that it really joins; the first of them when it stands for several. */
  step: string;
  target: string;
}

export interface Graph {
  steps: StepView[];
  /** Each section's steps, in the order of the document. */
  sections: Map<string, StepView[]>;
  collapsed: ReadonlySet<string>;
  lines: Line[];
}

/** What is laid out. */
export interface LayoutInput {
  nodes: { id: string; width: number; height: number; section: string | null }[];
  /** Lines that are drawn; each begins `at` so many pixels from the left of its step. */
  lines: { id: string; from: string; to: string; at: number }[];
  /** What is not drawn and only keeps a step below those that lead to it. */
  unseen: { from: string; to: string }[];
}

/** Sections stand among the steps under names that no step can have. */
export const sectionId = (section: string) => `section:${section}`;
/** The section of such a name; null: it is a step. */
export const sectionOf = (id: string) => (id.startsWith("section:") ? id.slice("section:".length) : null);

/** The graph of what is not hidden in a collapsed section. */
export function visibleGraph(views: readonly StepView[], collapsed: readonly string[]): Graph {
  const sections = new Map<string, StepView[]>();
  for (const view of views)
    if (view.section !== null) sections.set(view.section, [...(sections.get(view.section) ?? []), view]);
  const closed = new Set(collapsed.filter((section) => sections.has(section)));
  const isSeen = (view: StepView) => view.section === null || !closed.has(view.section);
  return {
    steps: views.filter(isSeen),
    sections,
    collapsed: closed,
    lines: linesOf(views, closed),
  };
}

function linesOf(views: readonly StepView[], closed: ReadonlySet<string>): Line[] {
  const places = new Map(
    views.map((view) => [
      view.name,
      view.section !== null && closed.has(view.section) ? sectionId(view.section) : view.name,
    ]),
  );
  const lines = new Map<string, Line>();
  for (const view of views)
    for (const exit of view.exits) {
      const from = places.get(view.name);
      const to = exit.target === null ? undefined : places.get(exit.target);
      if (from === undefined || to === undefined || exit.target === null) continue;
      const own = from === view.name;
      if (!own && from === to) continue;
      const id = own ? `${view.name}/${exit.key}` : `${from}>${to}`;
      if (!lines.has(id))
        lines.set(id, { id, from, to, exit: own ? exit.key : null, step: view.name, target: exit.target });
    }
  return [...lines.values()];
}

/** What the automatic layout needs to know of it. Steps that only chips lead to are kept below the first of these. */
export function layoutInput(graph: Graph, start: string): LayoutInput {
  const nodes = graph.steps.map((view) => ({ id: view.name, ...sizeOf(view), section: view.section }));
  const closed = [...graph.collapsed].map((section) => ({
    id: sectionId(section),
    width: SECTION_WIDTH,
    height: SECTION_HEIGHT,
    section: null,
  }));
  const begins = new Map(graph.steps.map((view) => [view.name, exitPlaces(view)]));
  const lines = graph.lines
    .filter((line) => line.from !== line.to)
    .map(({ id, from, to, exit }) => ({
      id,
      from,
      to,
      at: begins.get(from)?.get(exit ?? "") ?? SECTION_WIDTH / 2,
    }));
  return {
    nodes: [...nodes, ...closed],
    lines,
    unseen: unseen(graph, new Set([start, ...lines.map(({ to }) => to)])),
  };
}

function exitPlaces(view: StepView): Map<string, number> {
  const centres = exitCentres(view, sizeOf(view).width);
  return new Map(view.exits.map((exit, index) => [exit.key, Math.round(centres[index] ?? 0)]));
}

function unseen(graph: Graph, reached: ReadonlySet<string>): LayoutInput["unseen"] {
  const names = new Set(graph.steps.map((view) => view.name));
  const first = new Map<string, string>();
  for (const view of graph.steps)
    for (const { target } of view.chips)
      if (
        target !== null &&
        names.has(target) &&
        target !== view.name &&
        !reached.has(target) &&
        !first.has(target)
      )
        first.set(target, view.name);
  return [...first].map(([to, from]) => ({ from, to }));
}
