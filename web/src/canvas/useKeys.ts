import { useReactFlow } from "@xyflow/react";
import { useCallback, type KeyboardEvent } from "react";
import { duplicate } from "../store/commands";
import { stepNames } from "../doc/reading";
import { useDocument } from "../store/document";
import { useUi } from "../store/ui";
import { along, directionOf, nearest } from "./navigation";
import type { CanvasEdge, CanvasNode } from "./toReactFlow";
import { moveAll } from "./useDragging";

const NUDGE = 20;

interface Asked {
  goTo: (step: string) => void;
  remove: () => void;
  rename: (step: string) => void;
  add: (step: string) => void;
}

/** The keys of the canvas: arrows go from step to step, with Alt they move it. */
export function useKeys({ goTo, remove, rename, add }: Asked): (event: KeyboardEvent) => void {
  const { getNodes, getEdges } = useReactFlow<CanvasNode, CanvasEdge>();
  return useCallback(
    (event: KeyboardEvent) => {
      const at = event.target;
      if (!(at instanceof Element) || !event.currentTarget.contains(at)) return;
      const { selected, select, goTo: openForm } = useUi.getState();
      const focused = focusedStep(at, event.currentTarget);
      const direction = directionOf(event.key);
      const run = (act: () => void) => {
        event.preventDefault();
        act();
      };
      if (direction && focused !== null && event.altKey)
        run(() => moveAll(nudged(getNodes(), selected.includes(focused) ? selected : [focused], direction)));
      else if (direction && focused !== null && !event.ctrlKey && !event.metaKey)
        run(() => {
          const places = getNodes()
            .filter((node) => node.type === "step")
            .map(placeOf);
          const steps = new Set(places.map((place) => place.id));
          const next = along(getEdges(), steps, focused, direction) ?? nearest(places, focused, direction);
          if (next !== null) goTo(next);
        });
      else if (event.key === "Enter" && focused !== null) run(() => openForm(["nodes", focused]));
      else if (event.key === "F2" && focused !== null) run(() => rename(focused));
      else if (event.key === "a" && !event.ctrlKey && !event.metaKey && focused !== null)
        run(() => add(focused));
      else if ((event.key === "Delete" || event.key === "Backspace") && !isText(at)) run(remove);
      else if (event.key === "Escape" && selected.length) run(() => select([]));
      else if ((event.ctrlKey || event.metaKey) && event.key === "d") run(() => duplicate(selected));
      else if ((event.ctrlKey || event.metaKey) && event.key === "a" && !isText(at))
        run(() => select(stepNames(useDocument.getState().document)));
    },
    [getNodes, getEdges, goTo, remove, rename, add],
  );
}

/** The step that has the focus; that which the Tab key would reach when the canvas as a whole has it. */
function focusedStep(at: Element, canvas: EventTarget): string | null {
  const step = at === canvas ? at.querySelector(".react-flow__node[tabindex]") : at;
  return step?.classList.contains("react-flow__node") ? step.getAttribute("data-id") : null;
}

function isText(at: Element): boolean {
  return at.closest("input, textarea, select") !== null;
}

function placeOf(node: CanvasNode) {
  return { id: node.id, ...node.position, width: node.width ?? 0, height: node.height ?? 0 };
}

function nudged(nodes: readonly CanvasNode[], names: readonly string[], [dx, dy]: readonly [number, number]) {
  return Object.fromEntries(
    nodes
      .filter((node) => names.includes(node.id))
      .map((node) => [node.id, [node.position.x + dx * NUDGE, node.position.y + dy * NUDGE] as const]),
  );
}
