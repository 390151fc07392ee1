import { useDeferredValue, useMemo, useState } from "react";
import type { Change } from "../api/types";
import { useDocument } from "../store/document";
import { useLayout } from "../store/layout";
import { useSpecs } from "../store/specs";
import { useSync } from "../store/sync";
import { useUi } from "../store/ui";
import { layoutInput, visibleGraph } from "./graph";
import type { Point } from "./layout";
import type { Traffic } from "./overlays";
import { drawer, type Drawing } from "./toReactFlow";
import { useArranged } from "./useArranged";
import { viewSteps } from "./views";

const NO_CHANGES: readonly Change[] = [];

/** What is drawn now; null until there is a first layout. `dragged`: where steps are that are being moved. */
export function useDrawing(
  dragged: Readonly<Record<string, Point>>,
  traffic: Traffic | undefined,
  changes: readonly Change[] | undefined,
): Drawing | null {
  const steps = useSpecs((state) => state.steps);
  // Typing in a form comes first; the canvas follows as soon as there is time.
  const document = useDeferredValue(useDocument((state) => state.document));
  const { positions, collapsed } = useLayout((state) => state.layout);
  const problems = useSync((state) => state.problems);
  const path = useUi((state) => state.path);
  const covered = useUi((state) => state.covered);
  const selectedList = useUi((state) => state.selected);
  const step = useUi((state) => state.step);

  const views = useMemo(() => (document && steps ? viewSteps(document, steps) : []), [document, steps]);
  const graph = useMemo(() => visibleGraph(views, collapsed), [views, collapsed]);
  const start = document?.start ?? "";
  const input = useMemo(() => layoutInput(graph, start), [graph, start]);
  const layout = useArranged(input);
  const selected = useMemo(() => new Set(selectedList), [selectedList]);
  const [drawn] = useState(drawer);

  return useMemo(() => {
    if (!layout) return null;
    const seen = (name: string | null) => graph.steps.some((view) => view.name === name);
    return drawn({
      graph,
      layout,
      byHand: { ...positions, ...dragged },
      selected,
      focusable: seen(step) ? step : seen(start) ? start : (graph.steps[0]?.name ?? null),
      overlays: { problems, path, covered, traffic: traffic ?? null, changes: changes ?? NO_CHANGES },
    });
  }, [
    graph,
    layout,
    positions,
    dragged,
    selected,
    step,
    start,
    problems,
    path,
    covered,
    traffic,
    changes,
    drawn,
  ]);
}
