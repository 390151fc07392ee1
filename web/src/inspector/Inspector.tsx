import { useEffect, useRef } from "react";
import { useDocument } from "../store/document";
import { useSpecs } from "../store/specs";
import { useUi } from "../store/ui";
import { strings } from "../strings";
import { EntriesPanel } from "./EntriesPanel";
import { showSetting } from "./focus";
import "./inspector.css";
import { SettingsPanel } from "./SettingsPanel";
import { StepPanel } from "./StepPanel";
import { TestsPanel } from "./TestsPanel";

const words = strings.inspector;

/** The forms beside the canvas: what is chosen there, or the part of the flow whose tab is open. */
export default function Inspector() {
  const panel = useUi((state) => state.panel);
  const step = useUi((state) => state.step);
  const focus = useUi((state) => state.focus);
  const ready = useSpecs((state) => state.steps !== null);
  const loaded = useDocument((state) => state.document !== null);
  const here = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focus && here.current) showSetting(here.current, focus);
  }, [focus, panel, step, ready, loaded]);
  return (
    <div className="inspector" ref={here}>
      {!ready || !loaded ? <p className="quiet">{words.loading}</p> : <Shown panel={panel} step={step} />}
    </div>
  );
}

function Shown({ panel, step }: { panel: string; step: string | null }) {
  switch (panel) {
    case "step":
      return step === null ? (
        <p className="quiet">{strings.editor.noStep}</p>
      ) : (
        <StepPanel key={step} name={step} />
      );
    case "slots":
    case "handlers":
      return <EntriesPanel key={panel} map={panel} />;
    case "settings":
      return <SettingsPanel />;
    case "tests":
      return <TestsPanel />;
    default:
      return null;
  }
}
