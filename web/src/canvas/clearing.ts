/** Leading lines round steps: the way of the layout, straightened wherever nothing is in between. */

import type { Point } from "./layout";

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** How far lines keep away from steps. */
const CLEAR = 6;
const ASIDE = 16;

/** The bends of a line between two points, past the boxes of its ends, through `way`, as few as can be. */
export function bendsOf(
  begin: Point,
  end: Point,
  way: readonly Point[],
  ends: { source: Box; target: Box },
  boxes: readonly Box[],
): Point[] {
  const first = way[0] ?? end;
  const last = way.at(-1) ?? begin;
  const points = [
    begin,
    ...past(begin, first, ends.source),
    ...way,
    ...past(end, last, ends.target).reverse(),
    end,
  ];
  return straightened(points, boxes).slice(1, -1);
}

/** The corner points that lead from beside a box round it, when it is in the way. */
function past(from: Point, to: Point, box: Box): Point[] {
  if (!crosses(from, to, box)) return [];
  const toLeft = Math.abs(to[0] - box.left) < Math.abs(to[0] - box.right);
  const x = toLeft ? box.left - ASIDE : box.right + ASIDE;
  const far = from[1] > box.bottom ? box.top - ASIDE : box.bottom + ASIDE;
  return [
    [x, from[1]],
    [x, far],
  ];
}

/** From each point on to the farthest that can be seen. */
function straightened(points: readonly Point[], boxes: readonly Box[]): Point[] {
  const kept: Point[] = [];
  for (let at = 0; at < points.length;) {
    const point = points[at];
    if (!point) break;
    kept.push(point);
    let next = at + 1;
    for (let far = points.length - 1; far > next; far -= 1) {
      const seen = points[far];
      if (seen && boxes.every((box) => !crosses(point, seen, box))) next = far;
    }
    at = next;
  }
  return kept;
}

/** Whether a straight line comes closer to a box than it should (Liang and Barsky's clipping). */
export function crosses(from: Point, to: Point, box: Box): boolean {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const sides: [number, number][] = [
    [-dx, from[0] - (box.left - CLEAR)],
    [dx, box.right + CLEAR - from[0]],
    [-dy, from[1] - (box.top - CLEAR)],
    [dy, box.bottom + CLEAR - from[1]],
  ];
  let [enter, leave] = [0, 1];
  for (const [along, room] of sides) {
    if (along === 0 && room <= 0) return false;
    if (along < 0) enter = Math.max(enter, room / along);
    if (along > 0) leave = Math.min(leave, room / along);
  }
  return enter < leave;
}
