import { useReactFlow, type Connection, type OnConnectEnd } from "@xyflow/react";
import { useCallback, useState } from "react";
import { exitNow } from "../store/choices";
import { leadTo } from "../store/commands";
import { askExit } from "../store/tasks";
import { sectionOf } from "./graph";
import type { CanvasEdge, CanvasNode } from "./toReactFlow";

/** Drawing lines by the mouse: from an exit to a step, to empty ground to add a step there, or from a line's end. */
export function useConnecting() {
  const [selectedLine, setLine] = useState<string | null>(null);
  const { getEdge } = useReactFlow<CanvasNode, CanvasEdge>();
  const onConnect = useCallback((made: Connection) => join(made.source, made.sourceHandle, made.target), []);
  const onConnectEnd = useCallback<OnConnectEnd>((event, state) => {
    if (state.isValid || !state.fromNode || state.fromHandle.type !== "source") return;
    const { id } = state.fromHandle;
    if (state.toNode || typeof id !== "string") return;
    const step = stepUnder(event);
    if (step === null) askExit(state.fromNode.id, id);
    else join(state.fromNode.id, id, step);
  }, []);
  const onReconnect = useCallback(
    (line: CanvasEdge, made: Connection) => join(line.source, line.sourceHandle, made.target),
    [],
  );
  const disconnect = useCallback(
    (id: string) => {
      const line = getEdge(id);
      if (line) join(line.source, line.sourceHandle, null);
      setLine(null);
    },
    [getEdge],
  );
  const onEdgeClick = useCallback((_: unknown, line: CanvasEdge) => setLine(line.id), []);
  const onPaneClick = useCallback(() => setLine(null), []);
  return { selectedLine, onConnect, onConnectEnd, onReconnect, disconnect, onEdgeClick, onPaneClick };
}

/** The step on which the line was let go, anywhere on it. */
function stepUnder(event: MouseEvent | TouchEvent): string | null {
  const at = "changedTouches" in event ? event.changedTouches[0] : event;
  const under = at ? document.elementFromPoint(at.clientX, at.clientY) : null;
  return under?.closest(".react-flow__node-step")?.getAttribute("data-id") ?? null;
}

function join(step: string, handle: string | null | undefined, target: string | null): void {
  if (
    typeof handle !== "string" ||
    sectionOf(step) !== null ||
    (target !== null && sectionOf(target) !== null)
  )
    return;
  const exit = exitNow(step, handle);
  if (exit && exit.target !== target) leadTo(step, exit, target);
}
