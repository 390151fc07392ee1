import type { ReactFlowInstance } from "@xyflow/react";
import { expect, test } from "vitest";
import { scheduling } from "../doc/testing/flows";
import { useDocument } from "../store/document";
import { useUi } from "../store/ui";
import type { CanvasEdge, CanvasNode } from "./toReactFlow";
import { besideToolbar, showFirst } from "./useSight";

const TOOLBAR_BOTTOM = 57;

/** A canvas of 1000 × 700, 100 below the top of the window, with the toolbar at its top. */
function area(): HTMLElement {
  document.body.innerHTML = `<div class="canvas"><div class="canvas-toolbar"></div></div>`;
  const canvas = document.querySelector<HTMLElement>(".canvas");
  const toolbar = document.querySelector<HTMLElement>(".canvas-toolbar");
  if (!canvas || !toolbar) throw new Error("no canvas");
  canvas.getBoundingClientRect = () => new DOMRect(0, 100, 1000, 700);
  toolbar.getBoundingClientRect = () => new DOMRect(15, 115, 300, TOOLBAR_BOTTOM - 15);
  return canvas;
}

/** A flow whose steps take up so much room, and what is done to show it. */
function drawn(height: number) {
  const done: { padding: unknown; y: number | null } = { padding: null, y: null };
  const start = { id: scheduling.start, position: { x: 0, y: 40 }, width: 248 };
  const instance = {
    getNodes: () => [start],
    getNode: () => start,
    getNodesBounds: () => ({ x: 0, y: 0, width: 300, height }),
    fitView: ({ padding }: { padding: unknown }) => {
      done.padding = padding;
      return Promise.resolve(true);
    },
    setViewport: ({ y, zoom }: { y: number; zoom: number }) => {
      done.y = y + start.position.y * zoom;
      return Promise.resolve(true);
    },
  };
  useDocument.getState().load(scheduling);
  useUi.setState({ step: null });
  showFirst(instance as unknown as ReactFlowInstance<CanvasNode, CanvasEdge>, area());
  return done;
}

test("a small flow is shown as a whole below the toolbar", () => {
  expect(drawn(400).padding).toEqual(besideToolbar(area()));
  expect(parseInt(besideToolbar(area()).top)).toBeGreaterThan(TOOLBAR_BOTTOM);
});

test("a large flow is shown with its start below the toolbar", () => {
  const { padding, y } = drawn(9000);
  expect(padding).toBeNull();
  expect(y).toBeGreaterThan(TOOLBAR_BOTTOM);
});

test("without a toolbar little is kept free", () => {
  expect(parseInt(besideToolbar(null).top)).toBeLessThan(TOOLBAR_BOTTOM);
});
