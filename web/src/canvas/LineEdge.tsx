import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { pathOf } from "./routing";
import { STUB } from "./size";
import type { CanvasEdge } from "./toReactFlow";

/** A line from an exit to a step, thick by how many calls went along it. */
export const LineEdge = memo(function LineEdge({
  id,
  sourceX,
  sourceY,
  targetX,
  targetY,
  data,
  selected,
  markerEnd,
}: EdgeProps<CanvasEdge>) {
  const count = data?.count ?? null;
  return (
    <>
      <BaseEdge
        id={id}
        path={pathOf([sourceX, sourceY], [targetX, targetY], data?.bends ?? null)}
        {...(markerEnd === undefined ? {} : { markerEnd })}
        className={`canvas-line ${data?.lit ? "lit" : ""} ${selected ? "selected" : ""}`}
        style={{ strokeWidth: (data?.width ?? 1.5) + (selected ? 1.5 : 0) }}
        interactionWidth={16}
      />
      {count !== null && count > 0 && (
        <EdgeLabelRenderer>
          <span
            className="canvas-line-count"
            style={{ transform: `translate(-50%, -50%) translate(${sourceX}px, ${sourceY + STUB}px)` }}
          >
            {count}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
