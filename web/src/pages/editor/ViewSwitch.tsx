import { List, Workflow } from "lucide-react";
import { useUi } from "../../store/ui";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";

const words = strings.editor.view;
const VIEWS = [
  ["canvas", words.canvas, Workflow],
  ["outline", words.outline, List],
] as const;

const OVERLAYS = ["none", "traffic", "changes"] as const;

/** The same flow as boxes and lines, or as a list; and what is laid over the boxes. */
export function ViewSwitch() {
  const view = useUi((state) => state.view);
  return (
    <>
      <Views />
      {view === "canvas" && <OverlayChoice />}
    </>
  );
}

function OverlayChoice() {
  const overlay = useUi((state) => state.overlay);
  const lay = useUi((state) => state.lay);
  return (
    <select
      className="input editor-overlay"
      aria-label={strings.editor.overlay.label}
      value={overlay}
      onChange={(event) => lay(OVERLAYS.find((each) => each === event.target.value) ?? "none")}
    >
      {OVERLAYS.map((each) => (
        <option key={each} value={each}>
          {strings.editor.overlay[each]}
        </option>
      ))}
    </select>
  );
}

function Views() {
  const view = useUi((state) => state.view);
  const show = useUi((state) => state.show);
  return (
    <div className="editor-pair" role="group" aria-label={words.label}>
      {VIEWS.map(([name, label, Icon]) => (
        <Button
          key={name}
          kind="quiet"
          icon={<Icon size={16} aria-hidden="true" />}
          aria-pressed={view === name}
          onClick={() => show(name)}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}
