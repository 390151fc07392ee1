import { lazy, Suspense } from "react";
import { useUi } from "../../store/ui";
import { strings } from "../../strings";
import { Contained } from "./Contained";
import { useOverlay } from "./useOverlay";

const Canvas = lazy(() => import("../../canvas/Canvas"));
const Outline = lazy(() => import("../../outline/Outline"));

/** The flow itself. */
export function View() {
  const view = useUi((state) => state.view);
  return (
    <div className="editor-view" data-document>
      <Contained key={view}>
        <Suspense fallback={<p className="quiet editor-waiting">{strings.common.loading}</p>}>
          {view === "canvas" ? <Overlaid /> : <Outline />}
        </Suspense>
      </Contained>
    </div>
  );
}

/** The canvas, with what is laid over it. */
function Overlaid() {
  const { told, ...overlay } = useOverlay();
  return (
    <>
      <Canvas {...overlay} />
      {told && (
        <p className="editor-told" role="status">
          {told}
        </p>
      )}
    </>
  );
}
