import { MarkerType, MiniMap, Panel, ReactFlow, ReactFlowProvider } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useCallback, useMemo, useRef } from "react";
import type { Change } from "../api/types";
import { stepNames, stepsOf } from "../doc/reading";
import { useStepClipboard } from "../store/clipboard";
import { useDocument } from "../store/document";
import { useLayout } from "../store/layout";
import { useMay } from "../store/me";
import { askAfter, askExit, useTasks } from "../store/tasks";
import { useUi } from "../store/ui";
import { strings } from "../strings";
import { clipboardTold, removeTelling } from "./act";
import { ActionsContext, type CanvasActions } from "./actions";
import "./canvas.css";
import type { Traffic } from "./overlays";
import { LineEdge } from "./LineEdge";
import { SectionNode } from "./SectionNode";
import { StepNode } from "./StepNode";
import type { CanvasEdge, CanvasNode, Drawing } from "./toReactFlow";
import { Toolbar } from "./Toolbar";
import { useAnchor } from "./useAnchor";
import { useConnecting } from "./useConnecting";
import { useDragging } from "./useDragging";
import { useDrawing } from "./useDrawing";
import { useKeys } from "./useKeys";
import { showFirst, useSight } from "./useSight";

const words = strings.canvas;
const NODE_TYPES = { step: StepNode, section: SectionNode };
const EDGE_TYPES = { line: LineEdge };
const ARROW = { type: MarkerType.ArrowClosed, width: 18, height: 18, markerUnits: "userSpaceOnUse" } as const;
const LINE = { type: "line", markerEnd: ARROW } as const;
const LABELS = { "minimap.ariaLabel": words.overview };
const MAP = { width: 150, height: 110 };
const MOST_ZOOM = 1.6;
const LEAST_ZOOM = 0.02;

interface Props {
  /** What calls did, drawn on steps and lines. */
  traffic?: Traffic;
  /** What differs from another version, as a tint of steps. */
  changes?: readonly Change[];
}

/** The flow as boxes and lines. */
export default function Canvas(props: Props) {
  return (
    <ReactFlowProvider>
      <Drawn {...props} />
    </ReactFlowProvider>
  );
}

function Drawn({ traffic, changes }: Props) {
  const { dragged, onNodesChange, onDragStop } = useDragging();
  const drawing = useDrawing(dragged, traffic, changes);
  if (!drawing) return <p className="canvas canvas-waiting">{words.arranging}</p>;
  return <Board drawing={drawing} onNodesChange={onNodesChange} onDragStop={onDragStop} />;
}

function Board({
  drawing,
  onNodesChange,
  onDragStop,
}: { drawing: Drawing } & Pick<ReturnType<typeof useDragging>, "onNodesChange" | "onDragStop">) {
  const area = useRef<HTMLDivElement>(null);
  useAnchor(area, drawing);
  const goTo = useSight(area, drawing.layout);
  const actions = useMemo<CanvasActions>(
    () => ({
      pick: askExit,
      menu: (step, x, y) => useTasks.getState().ask({ kind: "menu", step, x, y }),
      goTo,
      fold: (section, collapsed) => useLayout.getState().collapse(section, collapsed),
      selectSection: (section) => {
        const { document } = useDocument.getState();
        const steps = document ? stepsOf(document) : [];
        useUi.getState().select(steps.filter(([, step]) => step.section === section).map(([name]) => name));
      },
    }),
    [goTo],
  );
  const connecting = useConnecting();
  const may = useMay("edit");
  const { selectedLine, disconnect } = connecting;
  const removeChosen = useCallback(() => {
    if (selectedLine === null) removeTelling(useUi.getState().selected);
    else disconnect(selectedLine);
  }, [selectedLine, disconnect]);
  const rename = useCallback((step: string) => useTasks.getState().ask({ kind: "rename", step }), []);
  const onKeyDown = useKeys({ goTo, remove: removeChosen, rename, add: askAfter });
  useStepClipboard(area, clipboardTold);
  const edges = useMarked(drawing.edges, selectedLine);
  return (
    <ActionsContext value={actions}>
      <div
        className="canvas"
        ref={area}
        role="region"
        aria-label={words.label}
        tabIndex={-1}
        onKeyDown={onKeyDown}
      >
        <ReactFlow<CanvasNode, CanvasEdge>
          nodes={drawing.nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          defaultEdgeOptions={LINE}
          defaultMarkerColor={null}
          onNodesChange={onNodesChange}
          onNodeDragStop={onDragStop}
          onSelectionDragStop={onDragStop}
          onNodeContextMenu={(event, node) => {
            if (node.type !== "step") return;
            event.preventDefault();
            const { left, top } = event.currentTarget.getBoundingClientRect();
            actions.menu(node.id, event.clientX || left + 24, event.clientY || top + 24);
          }}
          onConnect={connecting.onConnect}
          onConnectEnd={connecting.onConnectEnd}
          onReconnect={connecting.onReconnect}
          onEdgeClick={connecting.onEdgeClick}
          onPaneClick={connecting.onPaneClick}
          onInit={(instance) => showFirst(instance, area.current)}
          nodesConnectable={may}
          edgesReconnectable={may}
          edgesFocusable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          elevateNodesOnSelect={false}
          onlyRenderVisibleElements
          zoomOnDoubleClick={false}
          minZoom={LEAST_ZOOM}
          maxZoom={MOST_ZOOM}
          ariaLabelConfig={LABELS}
        >
          <Panel position="top-left">
            <Toolbar />
          </Panel>
          <MiniMap style={MAP} pannable zoomable nodeClassName={mapClass} ariaLabel={words.overview} />
          <Empty />
        </ReactFlow>
      </div>
    </ActionsContext>
  );
}

/** The same lines, the selected one marked. */
function useMarked(edges: CanvasEdge[], selected: string | null): CanvasEdge[] {
  return useMemo(
    () =>
      selected === null
        ? edges
        : edges.map((edge) => (edge.id === selected ? { ...edge, selected: true } : edge)),
    [edges, selected],
  );
}

function mapClass(node: CanvasNode): string {
  if (node.type === "section") return "canvas-map-section";
  const { marks } = node.data;
  return `canvas-map-step ${marks.errors ? "wrong" : marks.lit ? "lit" : ""} ${node.selected ? "chosen" : ""}`;
}

function Empty() {
  const isEmpty = useDocument((state) => stepNames(state.document).length === 0);
  return isEmpty ? <Panel position="top-center">{words.empty}</Panel> : null;
}
