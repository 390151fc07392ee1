/** How large a step is drawn, and where its exits are: known before it is drawn, so that nothing need be measured. */

import type { StepView } from "./views";

export const LEAST_WIDTH = 248;
export const HEAD = 36;
export const LINE = 18;
export const CHIP = 28;
export const EXITS = 30;
/** Lines leave and reach a step straight for so long. */
export const STUB = 14;
export const SECTION_WIDTH = 248;
export const SECTION_HEIGHT = 64;
const PADDING = 8;
const MOST_LINES = 2;
const CHIPS_A_ROW = 2;
const LEAST_CELL = 64;
const MOST_CELL = 132;
const LETTER = 7.2;

export interface Size {
  width: number;
  height: number;
}

/** How wide the cell of an exit is: as its label needs, within bounds. */
function cell(label: string): number {
  return Math.min(MOST_CELL, Math.max(LEAST_CELL, Math.ceil(label.length * LETTER) + 34));
}

/** The size of a step. */
export function sizeOf(view: StepView): Size {
  const cells = view.exits.reduce((sum, exit) => sum + cell(exit.label), 0);
  const width = Math.max(LEAST_WIDTH, cells);
  return { width, height: HEAD + wordsHeight(view, width) + chipsHeight(view) + exitsHeight(view) };
}

/** Where on the lower edge each exit that is drawn as a handle lies: the middle of its cell, from the left. */
export function exitCentres(view: StepView, width: number): number[] {
  const cells = view.exits.map((exit) => cell(exit.label));
  const sum = cells.reduce((all, one) => all + one, 0);
  let left = 0;
  return cells.map((one) => {
    const wide = (one * width) / sum;
    left += wide;
    return left - wide / 2;
  });
}

/** How much of the lower edge each exit has, as parts of one another. */
export function exitShares(view: StepView): number[] {
  return view.exits.map((exit) => cell(exit.label));
}

export function linesOf(view: StepView, width: number): number {
  if (!view.words) return 0;
  return Math.min(MOST_LINES, Math.ceil((view.words.length * LETTER) / (width - 2 * PADDING - 8)));
}

function wordsHeight(view: StepView, width: number): number {
  const lines = linesOf(view, width);
  return lines ? lines * LINE + PADDING : 0;
}

function chipsHeight(view: StepView): number {
  return view.chips.length ? Math.ceil(view.chips.length / CHIPS_A_ROW) * CHIP + PADDING : 0;
}

function exitsHeight(view: StepView): number {
  return view.exits.length ? EXITS : 0;
}
