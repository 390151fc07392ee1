import { useReactFlow } from "@xyflow/react";
import { useLayoutEffect, useRef, type RefObject } from "react";
import { useUi } from "../store/ui";
import type { CanvasEdge, CanvasNode, Drawing } from "./toReactFlow";

/** Keeps what one looks at in its place when the automatic layout moves everything: the chosen step, or that in the middle. */
export function useAnchor(area: RefObject<HTMLDivElement | null>, drawing: Drawing): void {
  const flow = useReactFlow<CanvasNode, CanvasEdge>();
  const shown = useRef<Drawing | null>(null);
  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = drawing;
    if (!before || before.layout === drawing.layout || !area.current) return;
    const { width, height } = area.current.getBoundingClientRect();
    const { x, y, zoom } = flow.getViewport();
    const middle = { x: (width / 2 - x) / zoom, y: (height / 2 - y) / zoom };
    const [dx, dy] = shift(before.nodes, drawing.nodes, middle, useUi.getState().step);
    if (dx !== 0 || dy !== 0) void flow.setViewport({ x: x - dx * zoom, y: y - dy * zoom, zoom });
  }, [area, drawing, flow]);
}

/** How far the anchor moved: the chosen step, else the node nearest to a point, of those that were there and still are. */
export function shift(
  before: readonly CanvasNode[],
  after: readonly CanvasNode[],
  middle: { x: number; y: number },
  chosen: string | null,
): readonly [number, number] {
  const now = new Map(after.map((node) => [node.id, node]));
  const kept = before.filter((node) => node.type === "step" && now.has(node.id));
  const far = ({ position, width = 0, height = 0 }: CanvasNode) =>
    Math.hypot(position.x + width / 2 - middle.x, position.y + height / 2 - middle.y);
  const nearest = (best: CanvasNode | undefined, node: CanvasNode) =>
    best === undefined || far(node) < far(best) ? node : best;
  const anchor = kept.find((node) => node.id === chosen) ?? kept.reduce(nearest, undefined);
  const moved = anchor && now.get(anchor.id);
  return moved ? [moved.position.x - anchor.position.x, moved.position.y - anchor.position.y] : [0, 0];
}
