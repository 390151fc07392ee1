/** The automatic layout: from the top down, sections as boxes that nothing else stands in (dagre, by ranks). */

import { graphlib, layout } from "@dagrejs/dagre";
import { bendsOf, type Box } from "./clearing";
import { sectionId, type LayoutInput } from "./graph";
import { orderedByExits, type Port } from "./ordering";
import { STUB } from "./size";

export type Point = readonly [number, number];

export interface Layout {
  /** The upper left corner of each step and collapsed section. */
  positions: ReadonlyMap<string, Point>;
  /** Where lines bend on their way round the steps; without their ends. */
  routes: ReadonlyMap<string, Point[]>;
}

const BETWEEN = 36;
const BELOW = 56;
/** Lines that are drawn are kept short rather than those that are not. */
const DRAWN = 4;
const UNDRAWN = 1;

/** Positions for all. The same input always gives the same layout. */
export function arrange(input: LayoutInput): Layout {
  const graph = new graphlib.Graph({ compound: true });
  const ids = idsOf(input);
  graph.setGraph({ rankdir: "TB", nodesep: BETWEEN, ranksep: BELOW, edgesep: 14 });
  for (const { id, width, height, section } of input.nodes) {
    graph.setNode(ids(id), { width, height });
    if (section === null) continue;
    const around = ids(sectionId(section));
    if (!graph.hasNode(around)) graph.setNode(around, {});
    graph.setParent(ids(id), around);
  }
  for (const { from, to } of input.unseen) graph.setEdge(ids(from), ids(to), { weight: UNDRAWN });
  for (const { from, to } of input.lines) graph.setEdge(ids(from), ids(to), { weight: DRAWN });
  layout(graph, { customOrder: orderedByExits(portsOf(input, ids)) });
  const boxes = boxesOf(graph, input, ids);
  const positions = new Map([...boxes].map(([id, { left, top }]): [string, Point] => [id, [left, top]]));
  return { positions, routes: routesOf(graph, input, ids, boxes) };
}

/** Where on its step each line begins; of several between the same two, the first. */
function portsOf({ nodes, lines }: LayoutInput, ids: Ids): Port {
  const widths = new Map(nodes.map(({ id, width }) => [id, width]));
  const ports = new Map<string, number>();
  for (const { from, to, at } of lines) {
    const key = `${ids(from)} ${ids(to)}`;
    if (!ports.has(key)) ports.set(key, at / (widths.get(from) ?? 1));
  }
  return (from, to) => ports.get(`${from} ${to}`);
}

type Ids = (id: string) => string;

/** Other ids for dagre, which keeps things in plain objects and so waits for ever on a step called `constructor`. */
function idsOf({ nodes }: LayoutInput): Ids {
  const ids = new Map<string, string>();
  const known = (id: string) => {
    const given = ids.get(id) ?? `n${ids.size}`;
    ids.set(id, given);
    return given;
  };
  for (const { id } of nodes) known(id);
  return known;
}

function boxesOf(graph: graphlib.Graph, input: LayoutInput, ids: Ids): Map<string, Box> {
  return new Map(
    input.nodes.map(({ id, width, height }) => {
      const { x, y } = graph.node(ids(id)) as { x: number; y: number };
      const [left, top] = [Math.round(x - width / 2), Math.round(y - height / 2)];
      return [id, { left, top, right: left + width, bottom: top + height }];
    }),
  );
}

function routesOf(
  graph: graphlib.Graph,
  input: LayoutInput,
  ids: Ids,
  boxes: Map<string, Box>,
): Layout["routes"] {
  const all = [...boxes.values()];
  return new Map(
    input.lines.flatMap(({ id, from, to, at }): [string, Point[]][] => {
      const [source, target] = [boxes.get(from), boxes.get(to)];
      const { points } = graph.edge(ids(from), ids(to)) as { points: { x: number; y: number }[] };
      if (!source || !target) return [];
      const begin: Point = [source.left + at, source.bottom + STUB];
      const end: Point = [(target.left + target.right) / 2, target.top - STUB];
      const way = points.slice(1, -1).map(({ x, y }): Point => [Math.round(x), Math.round(y)]);
      return [[id, bendsOf(begin, end, way, { source, target }, all)]];
    }),
  );
}
