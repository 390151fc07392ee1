import type { KeyboardEvent, PointerEvent } from "react";
import { strings } from "../../strings";
import { LEAST_WIDTH, MOST_WIDTH, rememberPanelWidth, widthWithin } from "../remembered";

const STEP = 24;
/** To the left the panel, which is on the right, becomes wider. */
const BY_KEY: Record<string, number> = {
  ArrowLeft: STEP,
  ArrowRight: -STEP,
  Home: -MOST_WIDTH,
  End: MOST_WIDTH,
};

/** The edge between the flow and the panel, which is drawn, or moved by arrow keys. */
export function Splitter({ width, onWidth }: { width: number; onWidth: (width: number) => void }) {
  const resize = (wanted: number) => {
    const now = widthWithin(wanted);
    onWidth(now);
    rememberPanelWidth(now);
  };
  const press = (event: KeyboardEvent) => {
    const by = BY_KEY[event.key];
    if (by === undefined) return;
    event.preventDefault();
    resize(width + by);
  };
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const right = event.currentTarget.nextElementSibling?.getBoundingClientRect().right ?? 0;
    resize(right - event.clientX);
  };
  return (
    <div
      className="editor-splitter"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={strings.editor.panel.resize}
      aria-valuenow={width}
      aria-valuemin={LEAST_WIDTH}
      aria-valuemax={MOST_WIDTH}
      onKeyDown={press}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
    />
  );
}
