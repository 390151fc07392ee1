/** A still picture of a flow: where its steps stand and how the ways between them run. */

import { graphlib, layout } from "@dagrejs/dagre";
import { exitsOf, sharedTargets } from "../doc/exits";
import { has } from "../doc/own";
import { stepAt, stepsOf, textOf } from "../doc/reading";
import type { Steps } from "../doc/schema";
import type { FlowDoc } from "../doc/types";

export const BOX = { width: 176, height: 44, chip: 17 } as const;

export interface PictureBox {
  step: string;
  title: string;
  /** Its left upper corner. */
  x: number;
  y: number;
  height: number;
  /** Ways to steps to which many lead: told in words instead of drawn. */
  chips: readonly { to: string; title: string }[];
}

export interface PictureWay {
  from: string;
  to: string;
  /** An SVG path. */
  line: string;
}

export interface Picture {
  width: number;
  height: number;
  boxes: readonly PictureBox[];
  ways: readonly PictureWay[];
}

interface Point {
  x: number;
  y: number;
}
interface Size {
  width: number;
  height: number;
}

/** From top to bottom. The same document gives the same picture. */
export function pictureOf(document: FlowDoc, steps: Steps): Picture {
  const shared = sharedTargets(document, steps);
  const targets = targetsOf(document, steps);
  const titleOf = (step: string) => textOf(stepAt(document, step)?.title) || step.replaceAll("_", " ");
  // Dagre keeps things in plain objects, in which there already is a `constructor`.
  const places = new Map([...targets.keys()].map((step, place) => [step, `n${place}`]));
  const id = (step: string) => places.get(step) ?? "";
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "TB", nodesep: 22, ranksep: 34, marginx: 8, marginy: 8 });
  graph.setDefaultEdgeLabel(() => ({}));
  const chips = new Map<string, { to: string; title: string }[]>();
  for (const [step, to] of targets) {
    const told = to
      .filter((target) => shared.has(target))
      .map((target) => ({ to: target, title: titleOf(target) }));
    chips.set(step, told);
    graph.setNode(id(step), { width: BOX.width, height: BOX.height + told.length * BOX.chip });
  }
  const drawn = [...targets].flatMap(([from, to]) =>
    to
      .filter((target) => !shared.has(target) && targets.has(target))
      .map((target): [string, string] => [from, target]),
  );
  for (const [from, to] of drawn) graph.setEdge(id(from), id(to));
  layout(graph);
  const size = graph.graph() as Size;
  return {
    width: Math.ceil(size.width),
    height: Math.ceil(size.height),
    boxes: [...targets.keys()].map((step) => {
      const { x, y, width, height } = graph.node(id(step)) as Size & Point;
      return {
        step,
        title: titleOf(step),
        x: x - width / 2,
        y: y - height / 2,
        height,
        chips: chips.get(step) ?? [],
      };
    }),
    ways: drawn.map(([from, to]) => ({
      from,
      to,
      line: lineOf((graph.edge(id(from), id(to)) as { points: Point[] }).points),
    })),
  };
}

/** Where each step leads, without those that lead nowhere that there is. */
function targetsOf(document: FlowDoc, steps: Steps): Map<string, string[]> {
  const specs = new Map(steps.types.map((spec) => [spec.type, spec]));
  return new Map(
    stepsOf(document).map(([name, step]) => {
      const spec = specs.get(step.type);
      const exits = spec ? exitsOf(name, step, spec, document) : [];
      const targets = exits.flatMap(({ target }) =>
        target !== null && has(document.nodes, target) ? [target] : [],
      );
      return [name, [...new Set(targets)]];
    }),
  );
}

function lineOf(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index ? "L" : "M"}${Math.round(x)} ${Math.round(y)}`).join(" ");
}

/** As much of a title as fits into a box. */
export function fitted(title: string, letters = 23): string {
  return title.length > letters ? `${title.slice(0, letters - 1).trimEnd()}…` : title;
}

/** How thick a way is drawn that so many took, of the busiest. */
export function thickness(count: number, busiest: number): number {
  return count && busiest ? 1.5 + 5 * Math.sqrt(count / busiest) : 1;
}
