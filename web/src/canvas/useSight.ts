import { useReactFlow, type ReactFlowInstance } from "@xyflow/react";
import { useCallback, useEffect, type RefObject } from "react";
import { stepAt } from "../doc/reading";
import { useDocument } from "../store/document";
import { useLayout } from "../store/layout";
import { useUi } from "../store/ui";
import { focusSoon, isFocusFree } from "../ui/focus";
import type { CanvasEdge, CanvasNode } from "./toReactFlow";

type Flow = ReactFlowInstance<CanvasNode, CanvasEdge>;

const READABLE = 0.55;
const FIRST_ZOOM = 0.85;
const MARGIN = 40;
const AROUND = 24;
const MOST_FRAMES = 60;

/**
 * Brings whatever step is chosen into sight, also when that is done elsewhere, such as by search, and again when
 * the layout has found its place. Gives how to choose one.
 */
export function useSight(area: RefObject<HTMLDivElement | null>, layout: unknown): (step: string) => void {
  const flow = useReactFlow<CanvasNode, CanvasEdge>();
  const step = useUi((state) => state.step);

  useEffect(() => {
    const { current } = area;
    if (!current) return;
    if (step === null) {
      if (document.activeElement === document.body) current.focus({ preventScroll: true });
      return;
    }
    unfold(step);
    let frame = 0;
    // A step that was just added or unfolded is drawn in one of the next frames.
    const look = (left: number) => {
      if (flow.getNode(step)) bringIntoSight(flow, current, step);
      else if (left > 0) frame = requestAnimationFrame(() => look(left - 1));
    };
    frame = requestAnimationFrame(() => look(MOST_FRAMES));
    const giveUp =
      useUi.getState().focus === null && isFocusFree(".react-flow__node, .canvas:focus")
        ? focusSoon(() => current.querySelector(`.react-flow__node[tabindex][data-id="${CSS.escape(step)}"]`))
        : undefined;
    return () => {
      cancelAnimationFrame(frame);
      giveUp?.();
    };
  }, [step, layout, area, flow]);

  return useCallback((name: string) => useUi.getState().select([name]), []);
}

/** What is kept free when all steps are shown: the toolbar covers none of them. */
export function besideToolbar(area: Element | null) {
  return { top: `${belowToolbar(area)}px`, x: `${AROUND}px`, bottom: `${AROUND}px` } as const;
}

/** So far down the toolbar reaches, with room for the words on the upper edge of a step. */
function belowToolbar(area: Element | null): number {
  const toolbar = area?.querySelector(".canvas-toolbar");
  if (!area || !toolbar) return AROUND;
  return Math.ceil(toolbar.getBoundingClientRect().bottom - area.getBoundingClientRect().top) + AROUND;
}

/** The first view: all of a small flow; of a large one its start, large enough to be read. */
export function showFirst(instance: Flow, area: HTMLElement | null): void {
  const bounds = instance.getNodesBounds(instance.getNodes());
  const { width, height } = area?.getBoundingClientRect() ?? { width: 800, height: 600 };
  const top = belowToolbar(area);
  const zoom = Math.min(width / (bounds.width + MARGIN), (height - top) / (bounds.height + MARGIN));
  if (zoom > READABLE) void instance.fitView({ maxZoom: 1, padding: besideToolbar(area) });
  else showTop(instance, width, top);
}

function showTop(instance: Flow, width: number, top: number): void {
  const { step } = useUi.getState();
  const first =
    instance.getNode(step ?? useDocument.getState().document?.start ?? "") ?? instance.getNodes()[0];
  if (!first) return;
  const middle = first.position.x + (first.width ?? 0) / 2;
  void instance.setViewport({
    x: width / 2 - middle * FIRST_ZOOM,
    y: top - first.position.y * FIRST_ZOOM,
    zoom: FIRST_ZOOM,
  });
}

function unfold(step: string): void {
  const { document } = useDocument.getState();
  const section = document ? stepAt(document, step)?.section : undefined;
  const { layout, collapse } = useLayout.getState();
  if (section !== undefined && layout.collapsed.includes(section)) collapse(section, false);
}

function bringIntoSight(flow: Flow, area: HTMLDivElement, step: string): void {
  const node = flow.getNode(step);
  if (!node) return;
  const { width, height } = area.getBoundingClientRect();
  const { x, y, zoom } = flow.getViewport();
  const left = node.position.x * zoom + x;
  const top = node.position.y * zoom + y;
  const right = left + (node.width ?? 0) * zoom;
  const bottom = top + (node.height ?? 0) * zoom;
  const isSeen = left >= 0 && top >= 0 && right <= width && bottom <= height;
  // Who comes from elsewhere, such as from search, wants to read it, too.
  if (isSeen && (zoom >= READABLE || useUi.getState().focus === null)) return;
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  void flow.setCenter(node.position.x + (node.width ?? 0) / 2, node.position.y + (node.height ?? 0) / 2, {
    zoom: Math.max(zoom, READABLE),
    duration: still ? 0 : 250,
  });
}
