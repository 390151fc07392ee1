import { useReactFlow, type NodeChange } from "@xyflow/react";
import { useCallback, useRef, useState } from "react";
import { useLayout } from "../store/layout";
import { useUi } from "../store/ui";
import { sectionOf } from "./graph";
import type { Point } from "./layout";
import type { CanvasEdge, CanvasNode } from "./toReactFlow";

type Places = Readonly<Record<string, Point>>;

const NOTHING: Places = {};

/** Selecting and moving by the mouse: where steps are while they are moved, and what React Flow tells of it. */
export function useDragging() {
  const [dragged, setDragged] = useState(NOTHING);
  const latest = useRef(NOTHING);
  const { getNode, getNodes } = useReactFlow<CanvasNode, CanvasEdge>();
  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      select(changes);
      const moved = changes.flatMap((change) =>
        change.type === "position" && change.dragging && change.position
          ? placesOf(change.id, [change.position.x, change.position.y], getNode, getNodes)
          : [],
      );
      if (moved.length === 0) return;
      latest.current = { ...latest.current, ...Object.fromEntries(moved) };
      setDragged(latest.current);
    },
    [getNode, getNodes],
  );
  const onDragStop = useCallback(() => {
    moveAll(latest.current);
    latest.current = NOTHING;
    setDragged(NOTHING);
  }, []);
  return { dragged, onNodesChange, onDragStop };
}

function select(changes: readonly NodeChange<CanvasNode>[]): void {
  const told = changes.filter((change) => change.type === "select");
  if (told.length === 0) return;
  const { selected, select: choose } = useUi.getState();
  const off = new Set(told.filter((change) => !change.selected).map((change) => change.id));
  const on = told.filter((change) => change.selected).map((change) => change.id);
  const now = [...selected.filter((name) => !off.has(name) && !on.includes(name)), ...on];
  if (now.length !== selected.length || now.some((name, at) => name !== selected[at])) choose(now);
}

/** A section takes its steps along. */
function placesOf(
  id: string,
  to: Point,
  getNode: (id: string) => CanvasNode | undefined,
  getNodes: () => CanvasNode[],
): [string, Point][] {
  const section = sectionOf(id);
  if (section === null) return [[id, to]];
  const from = getNode(id)?.position;
  if (!from) return [];
  return getNodes().flatMap((node): [string, Point][] =>
    node.type === "step" && node.data.view.section === section
      ? [[node.id, [node.position.x + to[0] - from.x, node.position.y + to[1] - from.y]]]
      : [],
  );
}

/** Put steps somewhere, as one step of undo. */
export function moveAll(places: Places): void {
  together(
    Object.entries(places).map(
      ([step, [x, y]]) =>
        () =>
          useLayout.getState().move(step, x, y),
    ),
  );
}

/** Several changes of the layout as one step of undo. */
export function together(changes: readonly (() => void)[]): void {
  const history = useLayout.temporal.getState();
  changes.forEach((change, at) => {
    if (at === 1) history.pause();
    change();
  });
  history.resume();
}
