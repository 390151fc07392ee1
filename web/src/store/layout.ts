/** Where steps stand and which sections are folded: saved with the draft, undone by itself. */

import { temporal } from "zundo";
import { create } from "zustand";
import { isMap } from "../doc/equal";
import { EMPTY_LAYOUT, type LayoutDoc } from "../doc/types";

const MOST_UNDO = 100;

interface LayoutState {
  layout: LayoutDoc;
  move: (step: string, x: number, y: number) => void;
  collapse: (section: string, collapsed: boolean) => void;
  /** Forget all places, so that steps stand where the automatic layout puts them. */
  tidy: () => void;
  /** Another layout takes its place; that cannot be undone. */
  load: (layout: LayoutDoc) => void;
  /** Changes that came from elsewhere; undo goes on to work on ours. */
  merge: (layout: LayoutDoc) => void;
}

export const useLayout = create<LayoutState>()(
  temporal(
    (set, get) => ({
      layout: EMPTY_LAYOUT,
      move: (step, x, y) => {
        const { layout } = get();
        set({
          layout: { ...layout, positions: { ...layout.positions, [step]: [Math.round(x), Math.round(y)] } },
        });
      },
      collapse: (section, collapsed) => {
        const { layout } = get();
        const others = layout.collapsed.filter((each) => each !== section);
        set({ layout: { ...layout, collapsed: collapsed ? [...others, section] : others } });
      },
      tidy: () => set({ layout: { ...get().layout, positions: {} } }),
      load: (layout) => {
        unnoticed(() => set({ layout }));
        useLayout.temporal.getState().clear();
      },
      merge: (layout) => unnoticed(() => set({ layout })),
    }),
    { limit: MOST_UNDO, partialize: ({ layout }) => ({ layout }), equality: (a, b) => a.layout === b.layout },
  ),
);

/** Of a layout that was kept, what can be used: places that are two numbers, and names of sections. */
export function fitting(layout: unknown): LayoutDoc {
  if (!isMap(layout)) return EMPTY_LAYOUT;
  const places = isMap(layout.positions) ? layout.positions : {};
  const folded: unknown[] = Array.isArray(layout.collapsed) ? layout.collapsed : [];
  const positions = Object.entries(places).filter((entry): entry is [string, [number, number]] =>
    isPlace(entry[1]),
  );
  const collapsed = folded.filter((section) => typeof section === "string");
  const whole = positions.length === Object.keys(places).length && collapsed.length === folded.length;
  if (whole && places === layout.positions && folded === layout.collapsed)
    return layout as unknown as LayoutDoc;
  return { positions: Object.fromEntries(positions), collapsed };
}

function isPlace(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((each) => Number.isFinite(each));
}

function unnoticed(change: () => void): void {
  const history = useLayout.temporal.getState();
  history.pause();
  change();
  history.resume();
}
