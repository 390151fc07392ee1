/** The graph as React Flow draws it. What did not change stays the same object, so that only what changed is drawn anew. */

import { Position, type Edge, type Node } from "@xyflow/react";
import { shared } from "../doc/equal";
import { spaced } from "../doc/names";
import { own } from "../doc/own";
import { strings } from "../strings";
import { sectionId, type Graph, type Line } from "./graph";
import type { Layout, Point } from "./layout";
import { lineTraffic, litLines, marksOf, thickness, type Marks, type Overlays } from "./overlays";
import { SECTION_HEIGHT, SECTION_WIDTH, exitCentres, sizeOf } from "./size";
import type { StepView } from "./views";

export type StepNodeData = { view: StepView; marks: Marks };
export type SectionNodeData = {
  section: string;
  count: number;
  collapsed: boolean;
  errors: number;
  warnings: number;
  lit: boolean;
};
export type LineData = { bends: Point[] | null; lit: boolean; width: number; count: number | null };

export type StepNode = Node<StepNodeData, "step">;
export type SectionNode = Node<SectionNodeData, "section">;
export type CanvasNode = StepNode | SectionNode;
export type CanvasEdge = Edge<LineData, "line">;

export interface Drawing {
  /** The layout that it was made by. */
  layout: Layout;
  nodes: CanvasNode[];
  edges: CanvasEdge[];
}

export interface Placing {
  graph: Graph;
  layout: Layout;
  /** Steps that were put somewhere by hand, also those that are being dragged. */
  byHand: Readonly<Record<string, Point>>;
  selected: ReadonlySet<string>;
  /** The one step that is reached by the Tab key. */
  focusable: string | null;
  overlays: Overlays;
}

const AROUND = 14;
const ABOVE = 40;
const BELOW_STEP = 90;
const BEHIND = -1;

/** Makes drawings, each with all that it can take from the one before. */
export function drawer(): (placing: Placing) => Drawing {
  let nodes = new Map<string, CanvasNode>();
  let edges = new Map<string, CanvasEdge>();
  return (placing) => {
    const drawing = draw(placing);
    nodes = new Map(drawing.nodes.map((node) => [node.id, shared(nodes.get(node.id), node)]));
    edges = new Map(drawing.edges.map((edge) => [edge.id, shared(edges.get(edge.id), edge)]));
    return { ...drawing, nodes: [...nodes.values()], edges: [...edges.values()] };
  };
}

/** The whole drawing. */
export function draw(placing: Placing): Drawing {
  const { graph, overlays } = placing;
  const places = placesOf(placing);
  const all = [...graph.steps, ...[...graph.sections.values()].flat()].map((view) => view.name);
  const marks = marksOf(all, overlays);
  const steps = graph.steps.flatMap((view) => {
    const at = places.get(view.name);
    const own = marks.get(view.name);
    return at && own ? [stepNode(view, at, own, placing)] : [];
  });
  const sections = [...graph.sections].flatMap(([section, views]) =>
    graph.collapsed.has(section)
      ? closedSection(section, views, marks, placing)
      : openSection(section, views, marks, places),
  );
  return { layout: placing.layout, nodes: [...sections, ...steps], edges: linesOf(placing) };
}

function placesOf({ graph, layout, byHand }: Placing): Map<string, Point> {
  const places = new Map<string, Point>();
  for (const { name } of graph.steps) {
    const at = own(byHand, name) ?? layout.positions.get(name);
    if (at) places.set(name, at);
  }
  for (const { name } of graph.steps)
    if (!places.has(name)) places.set(name, besideCaller(name, graph, places));
  return places;
}

/** Where a new step stands until the layout knows of it: below the step that leads to it. */
function besideCaller(name: string, graph: Graph, places: Map<string, Point>): Point {
  const line = graph.lines.find((each) => each.to === name && places.has(each.from));
  const from = line && places.get(line.from);
  const view = line && graph.steps.find((each) => each.name === line.from);
  if (from) return [from[0] + 40, from[1] + (view ? sizeOf(view).height : 0) + BELOW_STEP];
  const lowest = Math.max(0, ...[...places.values()].map(([, y]) => y));
  return [0, lowest + 2 * BELOW_STEP];
}

function stepNode(view: StepView, [x, y]: Point, marks: Marks, placing: Placing): StepNode {
  const { width, height } = sizeOf(view);
  const centres = exitCentres(view, width);
  const sources = view.exits.map((exit, at) => ({
    id: exit.key,
    type: "source" as const,
    position: Position.Bottom,
    x: (centres[at] ?? 0) - 5,
    y: height - 5,
    width: 10,
    height: 10,
  }));
  const target = {
    id: null,
    type: "target" as const,
    position: Position.Top,
    x: width / 2 - 5,
    y: -5,
    width: 10,
    height: 10,
  };
  return {
    id: view.name,
    type: "step",
    position: { x, y },
    width,
    height,
    measured: { width, height },
    handles: [target, ...sources],
    selected: placing.selected.has(view.name),
    focusable: placing.focusable === view.name,
    ariaRole: "group",
    ariaLabel: strings.canvas.stepLabel(view.title, spaced(view.type), marks.errors, marks.warnings),
    data: { view, marks },
  };
}

function totals(views: readonly StepView[], marks: Map<string, Marks>) {
  const own = views.flatMap((view) => marks.get(view.name) ?? []);
  return {
    errors: own.reduce((sum, mark) => sum + mark.errors, 0),
    warnings: own.reduce((sum, mark) => sum + mark.warnings, 0),
    lit: own.some((mark) => mark.lit > 0),
  };
}

function closedSection(
  section: string,
  views: readonly StepView[],
  marks: Map<string, Marks>,
  { layout }: Placing,
): SectionNode[] {
  const id = sectionId(section);
  const at = layout.positions.get(id) ?? views.map((view) => layout.positions.get(view.name)).find(Boolean);
  if (!at) return [];
  const [width, height] = [SECTION_WIDTH, SECTION_HEIGHT];
  const middle = { x: width / 2, width: 1, height: 1 };
  return [
    {
      id,
      type: "section",
      position: { x: at[0], y: at[1] },
      width,
      height,
      measured: { width, height },
      handles: [
        { id: null, type: "target", position: Position.Top, y: 0, ...middle },
        { id: "out", type: "source", position: Position.Bottom, y: height, ...middle },
      ],
      draggable: false,
      selectable: false,
      focusable: false,
      data: { section, count: views.length, collapsed: true, ...totals(views, marks) },
    },
  ];
}

function openSection(
  section: string,
  views: readonly StepView[],
  marks: Map<string, Marks>,
  places: Map<string, Point>,
): SectionNode[] {
  const corners = views.flatMap((view) => {
    const at = places.get(view.name);
    const { width, height } = sizeOf(view);
    return at ? [[at[0], at[1], at[0] + width, at[1] + height] as const] : [];
  });
  if (corners.length === 0) return [];
  const x = Math.min(...corners.map(([left]) => left)) - AROUND;
  const y = Math.min(...corners.map(([, top]) => top)) - ABOVE;
  const width = Math.max(...corners.map(([, , right]) => right)) + AROUND - x;
  const height = Math.max(...corners.map(([, , , bottom]) => bottom)) + AROUND - y;
  return [
    {
      id: sectionId(section),
      type: "section",
      position: { x, y },
      width,
      height,
      measured: { width, height },
      handles: [],
      dragHandle: ".canvas-section-head",
      selectable: false,
      focusable: false,
      zIndex: BEHIND,
      style: { pointerEvents: "none" },
      data: { section, count: views.length, collapsed: false, ...totals(views, marks) },
    },
  ];
}

function linesOf({ graph, layout, byHand, overlays }: Placing): CanvasEdge[] {
  const lit = litLines(overlays.path);
  const taken = lineTraffic(overlays.traffic);
  const most = Math.max(0, ...taken.values());
  const exits = new Map(graph.steps.map((view) => [view.name, view.exits]));
  return graph.lines.map((line) => {
    const exit = exits.get(line.step)?.find((each) => each.key === line.exit);
    const count = overlays.traffic
      ? (taken.get(`${line.step}/${exit?.name ?? ""}>${line.target}`) ?? 0)
      : null;
    return {
      id: line.id,
      type: "line",
      source: line.from,
      target: line.to,
      sourceHandle: line.exit ?? "out",
      targetHandle: null,
      focusable: false,
      data: {
        bends: bendsOf(line, layout, byHand),
        lit: lit.has(`${line.step}>${line.target}`),
        width: count === null ? 1.5 : thickness(count, most),
        count,
      },
    };
  });
}

/** The bends of the layout, as long as both ends stand where it put them, or were moved alike; null: they do not hold. */
function bendsOf(line: Line, { routes, positions }: Layout, byHand: Placing["byHand"]): Point[] | null {
  const bends = routes.get(line.id);
  const [from, to] = [line.from, line.to].map((id): Point => {
    const [put, now] = [positions.get(id), own(byHand, id)];
    return put && now ? [now[0] - put[0], now[1] - put[1]] : [0, 0];
  });
  if (!bends || !from || !to || from[0] !== to[0] || from[1] !== to[1]) return null;
  return bends.map(([x, y]): Point => [x + from[0], y + from[1]]);
}
