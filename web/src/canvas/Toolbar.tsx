import { useReactFlow } from "@xyflow/react";
import { FoldVertical, Maximize, Plus, Search, UnfoldVertical, Wand2, ZoomIn, ZoomOut } from "lucide-react";
import { stepsOf } from "../doc/reading";
import { useDocument } from "../store/document";
import { useLayout } from "../store/layout";
import { useMay } from "../store/me";
import { askToAdd, useTasks } from "../store/tasks";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { together } from "./useDragging";
import { besideToolbar } from "./useSight";

const words = strings.canvas;

/** Buttons of the canvas. */
export function Toolbar() {
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const ask = useTasks((state) => state.ask);
  const may = useMay("edit");
  const tidy = useLayout((state) => state.tidy);
  const moved = useLayout((state) => Object.keys(state.layout.positions).length > 0);
  const folded = useLayout((state) => state.layout.collapsed.length > 0);
  const foldAll = (collapsed: boolean) => {
    const { document } = useDocument.getState();
    const sections = new Set((document ? stepsOf(document) : []).flatMap(([, step]) => step.section ?? []));
    together([...sections].map((section) => () => useLayout.getState().collapse(section, collapsed)));
  };
  return (
    <div className="canvas-toolbar" role="toolbar" aria-label={words.controls}>
      {may && (
        <Button kind="primary" icon={<Plus size={16} />} onClick={() => askToAdd()}>
          {words.addStep}
        </Button>
      )}
      <Button icon={<Search size={16} />} label={words.search} onClick={() => ask({ kind: "search" })} />
      <Button icon={<Wand2 size={16} />} label={words.tidy} disabled={!moved} onClick={tidy} />
      {folded ? (
        <Button icon={<UnfoldVertical size={16} />} label={words.expandAll} onClick={() => foldAll(false)} />
      ) : (
        <Button icon={<FoldVertical size={16} />} label={words.collapseAll} onClick={() => foldAll(true)} />
      )}
      <Button icon={<ZoomIn size={16} />} label={words.zoomIn} onClick={() => void zoomIn()} />
      <Button icon={<ZoomOut size={16} />} label={words.zoomOut} onClick={() => void zoomOut()} />
      <Button
        icon={<Maximize size={16} />}
        label={words.fitView}
        onClick={({ currentTarget }) =>
          void fitView({ padding: besideToolbar(currentTarget.closest(".canvas")) })
        }
      />
    </div>
  );
}
