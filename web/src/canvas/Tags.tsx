import { Check, Flag, MapPin, X } from "lucide-react";
import { strings } from "../strings";
import type { Marks } from "./overlays";
import type { StepView } from "./views";

const words = strings.canvas;

/** Small words on the upper edge of a step: where the call starts, what tests and calls came here, what changed. */
export function Tags({ view, marks }: { view: StepView; marks: Marks }) {
  return (
    <div className="canvas-tags">
      {view.starts && (
        <span className="canvas-tag accent">
          <Flag size={11} aria-hidden="true" /> {words.start}
        </span>
      )}
      {marks.lit > 0 && (
        <span className="canvas-tag accent">
          <MapPin size={11} aria-hidden="true" /> {marks.lit === 2 ? words.here : words.passed}
        </span>
      )}
      {marks.covered !== null && (
        <span className={`canvas-tag ${marks.covered ? "good" : "warn"}`}>
          {marks.covered ? <Check size={11} aria-hidden="true" /> : <X size={11} aria-hidden="true" />}{" "}
          {marks.covered ? words.tested : words.untested}
        </span>
      )}
      {marks.change && (
        <span className={`canvas-tag ${marks.change === "added" ? "good" : "warn"}`}>
          {words.changes[marks.change]}
        </span>
      )}
      {marks.share !== null && (
        <span className="canvas-tag">{words.traffic(marks.traffic?.calls ?? 0, marks.share)}</span>
      )}
      {marks.traffic !== null && marks.traffic.hang_ups > 0 && (
        <span className="canvas-tag bad">{words.hangUps(marks.traffic.hang_ups)}</span>
      )}
      {view.chipsHere > 0 && <span className="canvas-tag">{words.leadHere(view.chipsHere)}</span>}
    </div>
  );
}
