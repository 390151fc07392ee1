import { useCallback, useMemo, useRef, useState } from "react";
import { useStepClipboard } from "../store/clipboard";
import { useDocument } from "../store/document";
import { useLayout } from "../store/layout";
import { useMay } from "../store/me";
import { useSpecs } from "../store/specs";
import { useSync } from "../store/sync";
import { askToAdd, useTasks } from "../store/tasks";
import { useUi } from "../store/ui";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { clipboardTold } from "./act";
import { grouped, outlineSteps, rowsOf, type Order } from "./order";
import "./outline.css";
import { OutlineRow } from "./OutlineRow";
import { problemsByStep } from "./problems";
import { useRoving } from "./useRoving";
import { meant, useTreeKeys } from "./useTreeKeys";

const canvas = strings.canvas;
const words = strings.outline;

/** The flow as a tree of sections, steps and ways out: all that the canvas does, by the keys and for screen readers. */
export default function Outline() {
  const area = useRef<HTMLDivElement>(null);
  const document = useDocument((state) => state.document);
  const steps = useSpecs((state) => state.steps);
  const collapsed = useLayout((state) => state.layout.collapsed);
  const problems = useSync((state) => state.problems);
  const selected = useUi((state) => state.selected);
  const may = useMay("edit");
  const [order, setOrder] = useState<Order>("conversation");
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());

  const groups = useMemo(
    () => (document && steps ? grouped(outlineSteps(document, steps, order)) : []),
    [document, steps, order],
  );
  const rows = useMemo(() => rowsOf(groups, new Set(collapsed), opened), [groups, collapsed, opened]);
  const marks = useMemo(() => problemsByStep(problems), [problems]);
  const chosen = useMemo(() => new Set(selected), [selected]);
  const { active, setActive } = useRoving(area, rows);
  const fold = useFolding(setOpened);
  const onKeyDown = useTreeKeys({ rows, active, setActive, fold, order, groups });
  // With the keys one comes to a step without choosing it.
  const here = active?.kind === "step" ? active.step.name : null;
  const toCopy = useCallback(
    () =>
      here !== null && area.current?.contains(window.document.activeElement)
        ? meant(here)
        : useUi.getState().selected,
    [here],
  );
  useStepClipboard(area, clipboardTold, toCopy);

  return (
    <div className="outline">
      <div className="outline-bar row">
        {may && (
          <Button kind="primary" onClick={() => askToAdd()}>
            {canvas.addStep}
          </Button>
        )}
        <Button onClick={() => useTasks.getState().ask({ kind: "search" })}>{canvas.search}</Button>
        <label className="row">
          {words.order}
          <select className="input" value={order} onChange={(event) => setOrder(event.target.value as Order)}>
            <option value="conversation">{words.byConversation}</option>
            <option value="written">{words.asWritten}</option>
          </select>
        </label>
        <details className="outline-help">
          <summary>{words.keys}</summary>
          <p id="outline-help">{words.help}</p>
        </details>
      </div>
      <div
        ref={area}
        className="outline-tree"
        role="tree"
        aria-label={words.label}
        aria-multiselectable
        onKeyDown={onKeyDown}
      >
        {rows.map((row) => (
          <OutlineRow
            key={row.id}
            row={row}
            active={row.id === active?.id}
            selected={row.kind === "step" && chosen.has(row.step.name)}
            problems={row.kind === "step" ? marks.get(row.step.name) : undefined}
            typeCount={steps?.types.length ?? 0}
            setActive={setActive}
            fold={fold}
          />
        ))}
      </div>
      {rows.length === 0 && <p className="quiet">{canvas.empty}</p>}
    </div>
  );
}

/** Opening and folding: that of sections is kept with the flow, that of steps is not. */
function useFolding(setOpened: React.Dispatch<React.SetStateAction<ReadonlySet<string>>>) {
  return useMemo(
    () => (id: string, open: boolean) => {
      if (id.startsWith("section:")) useLayout.getState().collapse(id.slice("section:".length), !open);
      else
        setOpened((before) => {
          const now = new Set(before);
          if (open) now.add(id);
          else now.delete(id);
          return now;
        });
    },
    [setOpened],
  );
}
