import { Handle, Position } from "@xyflow/react";
import { Plus } from "lucide-react";
import { useMay } from "../store/me";
import { strings } from "../strings";
import { useActions } from "./actions";
import { exitShares } from "./size";
import type { ShownExit, StepView } from "./views";

const words = strings.canvas;

/** Exits with lines, side by side on the lower edge: each with a handle to drag from and a button for the keyboard. */
export function ExitRow({ view, tab }: { view: StepView; tab: number }) {
  const { pick } = useActions();
  const may = useMay("edit");
  const shares = exitShares(view);
  return (
    <div className="canvas-exits">
      {view.exits.map((exit, at) => (
        <div key={exit.key} className="canvas-exit" style={{ flexGrow: shares[at] }}>
          <button
            type="button"
            className={`canvas-exit-button nodrag ${stateOf(exit)}`}
            tabIndex={tab}
            disabled={!may}
            aria-label={nameOf(exit)}
            title={nameOf(exit)}
            onClick={() => pick(view.name, exit.key)}
          >
            <span className="canvas-exit-label">{exit.label}</span>
            {may && <Plus size={13} aria-hidden="true" />}
          </button>
          <Handle type="source" position={Position.Bottom} id={exit.key} className="canvas-out" />
        </div>
      ))}
    </div>
  );
}

/** Exits to steps that many lead to: their names instead of lines. */
export function Chips({ view, tab }: { view: StepView; tab: number }) {
  const { goTo } = useActions();
  return (
    <div className="canvas-chips">
      {view.chips.map((exit) => (
        <button
          key={exit.key}
          type="button"
          className="canvas-chip nodrag"
          tabIndex={tab}
          title={words.goTo(exit.label, exit.to ?? "")}
          onClick={() => {
            if (exit.target !== null) goTo(exit.target);
          }}
        >
          <span>{exit.label}</span> → <b>{exit.to}</b>
        </button>
      ))}
    </div>
  );
}

function stateOf(exit: ShownExit): string {
  if (exit.target === null) return "open";
  return exit.to === null ? "broken" : "";
}

function nameOf(exit: ShownExit): string {
  if (exit.target === null) return words.exitOpen(exit.label);
  return exit.to === null ? words.exitBroken(exit.label) : words.exitSet(exit.label, exit.to);
}
