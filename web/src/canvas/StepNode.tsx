import { Handle, Position, type NodeProps } from "@xyflow/react";
import { MoreHorizontal, OctagonAlert, TriangleAlert } from "lucide-react";
import { memo } from "react";
import { useMay } from "../store/me";
import { strings } from "../strings";
import { StepIcon, typeStyle } from "../ui/StepIcon";
import { useActions } from "./actions";
import { Chips, ExitRow } from "./ExitRow";
import type { Marks } from "./overlays";
import { linesOf, sizeOf } from "./size";
import { Tags } from "./Tags";
import type { StepNode as Drawn } from "./toReactFlow";

const words = strings.canvas;

/** A step: what it is, the first words that it says, what is wrong with it, and its ways out. */
export const StepNode = memo(function StepNode({ data, selected }: NodeProps<Drawn>) {
  const { view, marks } = data;
  const { menu } = useActions();
  const may = useMay("edit");
  const tab = selected ? 0 : -1;
  const { width } = sizeOf(view);
  return (
    <div className={`canvas-step ${look(marks)}`} style={typeStyle(view.typeIndex, view.typeCount)}>
      <Handle type="target" position={Position.Top} className="canvas-in" />
      <Tags view={view} marks={marks} />
      <div className="canvas-step-head">
        <StepIcon type={view.type} index={view.typeIndex} count={view.typeCount} />
        <strong title={`${view.name} (${view.type})`}>{view.title}</strong>
        <ProblemMark marks={marks} />
        <button
          type="button"
          className="canvas-step-menu nodrag"
          hidden={!may}
          tabIndex={tab}
          aria-label={words.menuOf(view.title)}
          aria-haspopup="menu"
          onClick={(event) => {
            const { left, bottom } = event.currentTarget.getBoundingClientRect();
            menu(view.name, left, bottom);
          }}
        >
          <MoreHorizontal size={16} />
        </button>
      </div>
      {view.words && (
        <p className="canvas-step-words" style={{ WebkitLineClamp: linesOf(view, width) }} title={view.words}>
          {view.words}
        </p>
      )}
      {view.chips.length > 0 && <Chips view={view} tab={tab} />}
      {view.exits.length > 0 && <ExitRow view={view} tab={tab} />}
    </div>
  );
});

function look(marks: Marks): string {
  const parts = [
    marks.lit === 2 ? "lit now" : marks.lit === 1 ? "lit" : "",
    marks.covered === null ? "" : marks.covered ? "covered" : "uncovered",
    marks.change ? `change-${marks.change}` : "",
    marks.errors ? "wrong" : "",
    marks.traffic === null && marks.share !== null ? "unused" : "",
  ];
  return parts.filter(Boolean).join(" ");
}

function ProblemMark({ marks: { errors, warnings } }: { marks: Marks }) {
  if (errors + warnings === 0) return null;
  const Icon = errors ? OctagonAlert : TriangleAlert;
  const label = words.problems(errors, warnings);
  return (
    <span className={`canvas-problem ${errors ? "bad" : "warn"}`} role="img" aria-label={label} title={label}>
      <Icon size={14} aria-hidden="true" />
      {errors + warnings}
    </span>
  );
}
