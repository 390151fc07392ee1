import { Handle, Position, type NodeProps } from "@xyflow/react";
import { ChevronDown, ChevronRight, OctagonAlert, TriangleAlert } from "lucide-react";
import { memo } from "react";
import { spaced } from "../doc/names";
import { strings } from "../strings";
import { useActions } from "./actions";
import type { SectionNode as Drawn } from "./toReactFlow";

const words = strings.canvas;

/** A section: a box around its steps, or folded into one box that stands for them. */
export const SectionNode = memo(function SectionNode({ data }: NodeProps<Drawn>) {
  const { section, count, collapsed, errors, warnings, lit } = data;
  const { fold, selectSection } = useActions();
  const title = spaced(section);
  const Icon = errors ? OctagonAlert : TriangleAlert;
  return (
    <div className={`canvas-section ${collapsed ? "closed" : ""} ${lit ? "lit" : ""}`}>
      {collapsed && (
        <Handle type="target" position={Position.Top} className="canvas-in" isConnectable={false} />
      )}
      <div className="canvas-section-head">
        <button
          type="button"
          className="canvas-section-fold nodrag"
          aria-expanded={!collapsed}
          aria-label={collapsed ? words.expand(title) : words.collapse(title)}
          onClick={() => fold(section, !collapsed)}
        >
          {collapsed ? <ChevronRight size={16} /> : <ChevronDown size={16} />}
        </button>
        <span
          className="canvas-section-title"
          onClick={() => {
            if (!collapsed) selectSection(section);
          }}
        >
          {words.section(title, count)}
        </span>
        {errors + warnings > 0 && (
          <span
            className={`canvas-problem ${errors ? "bad" : "warn"}`}
            role="img"
            aria-label={words.problems(errors, warnings)}
          >
            <Icon size={14} aria-hidden="true" />
            {errors + warnings}
          </span>
        )}
      </div>
      {collapsed && (
        <Handle
          type="source"
          id="out"
          position={Position.Bottom}
          className="canvas-in"
          isConnectable={false}
        />
      )}
    </div>
  );
});
