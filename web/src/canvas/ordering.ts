/**
 * The order of steps that stand side by side, so that few lines cross: dagre's, mended with what dagre does not know,
 * that the lines of a step begin at its exits from left to right and not all at its middle.
 *
 * Sweeps down and up order each row by the mean place of what its lines lead to (the barycentre method of Sugiyama,
 * Tagawa and Toda, 1981, with ports); the best order that was seen is kept, dagre's own among them.
 */

import type { graphlib } from "@dagrejs/dagre";

/** What dagre knows of a node while it orders: real ones, and those that it puts on long lines. */
interface Node {
  rank: number;
  order: number;
  dummy?: string;
  edgeObj?: { v: string; w: string };
  edgeLabel?: { reversed?: boolean };
}

interface End {
  node: string;
  /** Where on the node it is: 0 at the left edge, 1 at the right one. */
  port: number;
}

interface Span {
  upper: End;
  lower: End;
}

const SWEEPS = 12;
/** Beyond this many lines a flow is so wide that nobody follows them by eye. */
const MOST_LINES = 400;
const MIDDLE = 0.5;

/** Where the line from a node to another begins: 0 at the left, 1 at the right. */
export type Port = (from: string, to: string) => number | undefined;

/** For dagre's `customOrder`: orders as it does, and then better. */
export function orderedByExits(port: Port) {
  return (graph: graphlib.Graph, order: (graph: graphlib.Graph) => void): void => {
    order(graph);
    const spans = spansOf(graph, port);
    if (spans.length > MOST_LINES) return;
    const best = new Sweeping(graph, spans).best();
    for (const row of best) row.forEach((name, at) => ((graph.node(name) as Node).order = at));
  };
}

function spansOf(graph: graphlib.Graph, port: Port): Span[] {
  return graph.edges().map((edge) => {
    const { v, w } = edge;
    const far = graph.node(w) as Node;
    const whole = far.dummy ? (far.edgeObj ?? edge) : edge;
    const label = (far.dummy ? far.edgeLabel : (graph.edge(edge) as Node["edgeLabel"])) ?? {};
    const real = !(graph.node(v) as Node).dummy && !label.reversed;
    return {
      upper: { node: v, port: (real ? port(whole.v, whole.w) : undefined) ?? MIDDLE },
      lower: { node: w, port: MIDDLE },
    };
  });
}

type Rows = readonly (readonly string[])[];

class Sweeping {
  private readonly below = new Map<string, Span[]>();
  private readonly above = new Map<string, Span[]>();

  constructor(
    private readonly graph: graphlib.Graph,
    private readonly spans: readonly Span[],
  ) {
    for (const span of spans) {
      push(this.below, span.upper.node, span);
      push(this.above, span.lower.node, span);
    }
  }

  best(): Rows {
    let rows: Rows = this.rows();
    let [best, least] = [rows, crossings(rows, this.spans)];
    for (let sweep = 0; sweep < SWEEPS && least > 0; sweep += 1) {
      rows = this.swept(rows, sweep % 2 === 0);
      const count = crossings(rows, this.spans);
      if (count < least) [best, least] = [rows, count];
    }
    return this.swapped(best, least);
  }

  private rows(): string[][] {
    const rows: string[][] = [];
    for (const name of this.graph.nodes()) {
      if (this.graph.children(name).length > 0) continue;
      const { rank, order } = this.graph.node(name) as Node;
      (rows[rank] ??= [])[order] = name;
    }
    return rows.map((row) => row.filter(Boolean));
  }

  /** Each row anew by where the lines from above lead, or those from below. */
  private swept(rows: Rows, down: boolean): Rows {
    const now = rows.map((row) => [...row]);
    const inOrder = down ? now.keys() : [...now.keys()].reverse();
    for (const at of inOrder) {
      const places = placesOf(now);
      const mean = (name: string) => this.mean(name, places, down);
      now[at] = this.runs(now[at] ?? []).flatMap((run) => sortedBy(run, mean));
    }
    return now;
  }

  private mean(name: string, places: ReadonlyMap<string, number>, down: boolean): number | null {
    const ends = (down ? this.above : this.below).get(name)?.map((span) => (down ? span.upper : span.lower));
    if (!ends?.length) return null;
    // Of a step whose lines begin at ports of its own, those decide: the left one pulls it to the right.
    const own =
      (down ? this.above : this.below).get(name)?.map((span) => (down ? span.lower : span.upper)) ?? [];
    const sum = ends.reduce(
      (all, end, at) => all + placeOf(end, places) - ((own[at]?.port ?? MIDDLE) - MIDDLE),
      0,
    );
    return sum / ends.length;
  }

  /** Two neighbours change places where fewer lines cross then. */
  private swapped(rows: Rows, count: number): Rows {
    let [best, least] = [rows, count];
    let better = true;
    while (better && least > 0) {
      better = false;
      for (const [at, row] of best.entries())
        for (let place = 0; place + 1 < row.length; place += 1) {
          const [one, other] = [row[place], row[place + 1]];
          if (one === undefined || other === undefined || this.runs([one, other]).length > 1) continue;
          const tried = best.map((each, index) =>
            index === at ? [...row.slice(0, place), other, one, ...row.slice(place + 2)] : each,
          );
          const crossing = crossings(tried, this.spans);
          if (crossing < least) {
            [best, least, better] = [tried, crossing, true];
            break;
          }
        }
    }
    return best;
  }

  /** Neighbours that may change places: of one section, and no edges of sections. */
  private runs(row: readonly string[]): string[][] {
    const runs: string[][] = [];
    let around: string | null | undefined;
    for (const name of row) {
      const inside = this.graph.parent(name) ?? "";
      const own = (this.graph.node(name) as Node).dummy === "border" ? null : inside;
      const last = runs.at(-1);
      if (last && own !== null && own === around) last.push(name);
      else runs.push([name]);
      around = own;
    }
    return runs;
  }
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const all = map.get(key);
  if (all) all.push(value);
  else map.set(key, [value]);
}

function placesOf(rows: Rows): Map<string, number> {
  return new Map(rows.flatMap((row) => row.map((name, at): [string, number] => [name, at])));
}

const placeOf = ({ node, port }: End, places: ReadonlyMap<string, number>) => (places.get(node) ?? 0) + port;

/** Those without a mean stay where they are. */
function sortedBy(names: readonly string[], mean: (name: string) => number | null): string[] {
  const known = names.map((name) => ({ name, at: mean(name) }));
  const moving = known.filter(({ at }) => at !== null).sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  return known.map(({ name, at }) => (at === null ? name : (moving.shift()?.name ?? name)));
}

/** How many pairs of lines between two rows cross. */
export function crossings(rows: Rows, spans: readonly Span[]): number {
  const places = placesOf(rows);
  const ranks = new Map(rows.flatMap((row, rank) => row.map((name): [string, number] => [name, rank])));
  const between = new Map<number, [number, number][]>();
  for (const { upper, lower } of spans) {
    const rank = ranks.get(upper.node) ?? 0;
    const all = between.get(rank) ?? [];
    all.push([placeOf(upper, places), placeOf(lower, places)]);
    between.set(rank, all);
  }
  let count = 0;
  for (const all of between.values())
    for (const [at, [a, b]] of all.entries())
      for (const [c, d] of all.slice(at + 1)) if ((a - c) * (b - d) < 0) count += 1;
  return count;
}
