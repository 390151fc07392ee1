import { createContext, useContext } from "react";

/** What the parts of a step ask of the canvas. The same object for as long as the canvas is shown. */
export interface CanvasActions {
  /** Choose where an exit leads, or add a step there. */
  pick: (step: string, exit: string) => void;
  /** Show what can be done with a step, at a place of the window. */
  menu: (step: string, x: number, y: number) => void;
  /** Select a step and bring it into sight. */
  goTo: (step: string) => void;
  fold: (section: string, collapsed: boolean) => void;
  selectSection: (section: string) => void;
}

export const ActionsContext = createContext<CanvasActions | null>(null);

export function useActions(): CanvasActions {
  const actions = useContext(ActionsContext);
  if (!actions) throw new Error("Parts of the canvas are drawn within a canvas.");
  return actions;
}
