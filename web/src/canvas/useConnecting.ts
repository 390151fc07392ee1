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
  const onConnectEnd = useCallback<OnConnectEnd>((_, state) => {
    if (state.isValid || !state.fromNode || state.fromHandle.type !== "source") return;
    const { id } = state.fromHandle;
    if (!state.toNode && typeof id === "string") askExit(state.fromNode.id, id);
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
