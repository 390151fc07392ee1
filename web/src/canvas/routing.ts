/** The shape of a line: from an exit at the lower edge of a step to the upper edge of another, round what is between. */

import type { Point } from "./layout";
import { STUB } from "./size";

/** A line as an SVG path: an even curve where nothing is in the way, else through its bends. */
export function pathOf(from: Point, to: Point, bends: readonly Point[] | null): string {
  if (bends?.length !== 0 || to[1] - from[1] < 2 * STUB) return rounded(through(from, to, bends));
  const reach = Math.min(70, (to[1] - from[1]) / 2);
  return `M ${from[0]} ${from[1]} C ${from[0]} ${from[1] + reach} ${to[0]} ${to[1] - reach} ${to[0]} ${to[1]}`;
}

/** A way through all points with rounded bends. */
export function rounded(points: readonly Point[], radius = 22): string {
  const [first, ...rest] = distinct(points);
  const last = rest.at(-1);
  if (!first || !last) return "";
  let path = `M ${first[0]} ${first[1]}`;
  let before = first;
  rest.slice(0, -1).forEach((bend, at) => {
    const after = rest[at + 1] ?? last;
    const from = toward(bend, before, radius);
    const to = toward(bend, after, radius);
    path += ` L ${from[0]} ${from[1]} Q ${bend[0]} ${bend[1]} ${to[0]} ${to[1]}`;
    before = bend;
  });
  return `${path} L ${last[0]} ${last[1]}`;
}

/** All points of a line. `bends`: those of the automatic layout; null when an end was moved by hand. */
export function through(from: Point, to: Point, bends: readonly Point[] | null): Point[] {
  const begin: Point = [from[0], from[1] + STUB];
  const end: Point = [to[0], to[1] - STUB];
  return [from, begin, ...(bends ?? around(begin, end)), end, to];
}

/** Bends where no layout tells any: straight down, or aside and up again. */
function around(begin: Point, end: Point): Point[] {
  if (end[1] >= begin[1]) return [];
  const aside = Math.max(begin[0], end[0]) + 150;
  return [
    [aside, begin[1]],
    [aside, end[1]],
  ];
}

function distinct(points: readonly Point[]): Point[] {
  return points.filter((point, at) => {
    const before = points[at - 1];
    return !before || Math.hypot(point[0] - before[0], point[1] - before[1]) > 1;
  });
}

function toward(from: Point, to: Point, most: number): Point {
  const distance = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const part = distance === 0 ? 0 : Math.min(most, distance / 2) / distance;
  return [round(from[0] + (to[0] - from[0]) * part), round(from[1] + (to[1] - from[1]) * part)];
}

const round = (value: number) => Math.round(value * 10) / 10;
