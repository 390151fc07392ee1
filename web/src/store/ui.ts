/** What is selected and open. Never undone, never saved with the document. */

import { create } from "zustand";
import type { Path } from "../doc/types";

export type Panel =
  | "step"
  | "slots"
  | "handlers"
  | "settings"
  | "tests"
  | "tester"
  | "problems"
  | "history"
  | "versions"
  | "yaml";

interface UiState {
  /** The step whose form is open; the others of `selected` can be copied and moved with it. */
  step: string | null;
  selected: readonly string[];
  panel: Panel;
  /** The panel is folded away; opening one unfolds it. */
  folded: boolean;
  view: "canvas" | "outline";
  /** What is laid over the canvas: what calls did, or what differs from what is live. */
  overlay: "none" | "traffic" | "changes";
  /** A setting that is to be scrolled to and focused, such as that of a problem. */
  focus: Path | null;
  /** Steps that the tested conversation came through, newest turn last; empty when none is shown. */
  path: readonly string[];
  /** Steps that the tests have come through; null when that is not shown. */
  covered: ReadonlySet<string> | null;
  /** What of the open panel is looked at: the name of a slot or request, or the place of a test; null: all of them. */
  entry: string | number | null;
  select: (steps: readonly string[]) => void;
  open: (panel: Panel) => void;
  choose: (entry: string | number | null) => void;
  fold: (folded: boolean) => void;
  show: (view: "canvas" | "outline") => void;
  lay: (overlay: UiState["overlay"]) => void;
  goTo: (path: Path) => void;
  light: (path: readonly string[]) => void;
  cover: (covered: ReadonlySet<string> | null) => void;
}

export const useUi = create<UiState>()((set) => ({
  step: null,
  selected: [],
  panel: "step",
  folded: false,
  view: "canvas",
  overlay: "none",
  focus: null,
  path: [],
  covered: null,
  entry: null,
  select: (steps) =>
    set({
      selected: steps,
      step: steps.at(-1) ?? null,
      focus: null,
      ...(steps.length ? { panel: "step", entry: null } : {}),
    }),
  open: (panel) =>
    set((state) => ({ panel, folded: false, entry: panel === state.panel ? state.entry : null })),
  choose: (entry) => set({ entry }),
  fold: (folded) => set({ folded }),
  show: (view) => set({ view }),
  lay: (overlay) => set({ overlay }),
  goTo: (path) => {
    set({ folded: false });
    const [top, name] = path;
    if (top === "nodes" && typeof name === "string")
      set({ step: name, selected: [name], panel: "step", focus: path, entry: null });
    else if (top === "slots" || top === "handlers" || top === "tests")
      set({ panel: top, focus: path, entry: name ?? null });
    else set({ panel: "settings", focus: path, entry: null });
  },
  light: (path) => set({ path }),
  cover: (covered) => set({ covered }),
}));
