/** Small things that this browser remembers of whoever works here. */

const EDITED = "trunkline.edited";
const WIDTH = "trunkline.panel";

/** Whether a flow was ever opened here: then nobody needs to be told what flows are. */
export function hasEdited(): boolean {
  return localStorage.getItem(EDITED) !== null;
}

export function rememberEdited(): void {
  localStorage.setItem(EDITED, "1");
}

export const LEAST_WIDTH = 300;
export const MOST_WIDTH = 900;
const USUAL_WIDTH = 420;

/** How wide the panel beside the canvas is, in pixels. */
export function panelWidth(): number {
  const kept = Number(localStorage.getItem(WIDTH));
  return kept ? widthWithin(kept) : USUAL_WIDTH;
}

export function rememberPanelWidth(width: number): void {
  localStorage.setItem(WIDTH, String(width));
}

/** The nearest width that the panel may have. */
export function widthWithin(width: number): number {
  return Math.round(Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, width)));
}
