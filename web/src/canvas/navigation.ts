/** Which step the arrow keys lead to: down and up along the lines, else to the nearest that lies in that direction. */

export interface Place {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

const DIRECTIONS: Partial<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};
/** Steps off to the side count as this much farther. */
const ASIDE = 2.5;

/** The direction of a key; null: it is no arrow. */
export function directionOf(key: string): readonly [number, number] | null {
  return DIRECTIONS[key] ?? null;
}

/** Where a line leads on (down) or comes from (up), of those that join steps; null: there is none. */
export function along(
  lines: readonly { source: string; target: string }[],
  steps: ReadonlySet<string>,
  from: string,
  [, dy]: readonly [number, number],
): string | null {
  if (dy === 0) return null;
  const line = lines.find(({ source, target }) =>
    dy > 0 ? source === from && steps.has(target) : target === from && steps.has(source),
  );
  if (!line) return null;
  return dy > 0 ? line.target : line.source;
}

/** The nearest place in a direction; null: there is none. */
export function nearest(
  places: readonly Place[],
  from: string,
  [dx, dy]: readonly [number, number],
): string | null {
  const start = places.find((place) => place.id === from);
  if (!start) return places[0]?.id ?? null;
  let best: { id: string; far: number } | null = null;
  for (const place of places) {
    const [x, y] = [middle(place)[0] - middle(start)[0], middle(place)[1] - middle(start)[1]];
    const along = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    const far = along + ASIDE * aside;
    if (place.id === from || along < 1 || aside > 3 * along + start.width) continue;
    if (!best || far < best.far) best = { id: place.id, far };
  }
  return best?.id ?? null;
}

function middle({ x, y, width, height }: Place): readonly [number, number] {
  return [x + width / 2, y + height / 2];
}
