/** Undo and redo in the order in which things were done, each with the name of what it would do. */

import { create } from "zustand";
import { strings } from "../strings";
import { useDocument } from "./document";
import { useLayout } from "./layout";
import { mayNow } from "./me";

/** The document and the places on the canvas are undone apart: what is for the eye is no part of a version. */
type Lane = "document" | "layout";

interface Lanes {
  /** Which lane each step was done in, newest last. */
  done: readonly Lane[];
  undone: readonly Lane[];
}

const useLanes = create<Lanes>()(() => ({ done: [], undone: [] }));
const HISTORIES = { document: useDocument.temporal, layout: useLayout.temporal };
let going = false;

/** Take back the newest change. */
export function undo(): void {
  go("done", "undone");
}

/** Do again what was taken back. */
export function redo(): void {
  go("undone", "done");
}

function go(from: keyof Lanes, to: keyof Lanes): void {
  const lane = useLanes.getState()[from].at(-1);
  if (!lane || !mayNow("edit")) return;
  const history = HISTORIES[lane].getState();
  const label = labelOf(from, lane);
  if (lane === "document")
    useDocument.setState({
      deed: from === "done" ? strings.editor.undid(label) : strings.editor.redid(label),
    });
  going = true;
  if (from === "done") history.undo();
  else history.redo();
  going = false;
  useLanes.setState((lanes) => ({ ...lanes, [from]: lanes[from].slice(0, -1), [to]: [...lanes[to], lane] }));
}

function labelOf(way: keyof Lanes, lane: Lane): string {
  if (lane === "layout") return strings.editor.placed;
  if (way === "done") return useDocument.getState().label;
  return useDocument.temporal.getState().futureStates.at(-1)?.label ?? "";
}

/** What undo would take back; null when there is nothing. */
export function useUndoable(): string | null {
  useDocument((state) => state.label);
  const lane = useLanes((lanes) => lanes.done.at(-1));
  return lane ? labelOf("done", lane) : null;
}

/** What redo would do again; null when there is nothing. */
export function useRedoable(): string | null {
  useDocument((state) => state.label);
  const lane = useLanes((lanes) => lanes.undone.at(-1));
  return lane ? labelOf("undone", lane) : null;
}

function listen(lane: Lane): void {
  HISTORIES[lane].subscribe(({ pastStates, futureStates }, before) => {
    if (going) return;
    const more = pastStates.length - before.pastStates.length;
    const others = (lanes: readonly Lane[]) => lanes.filter((each) => each !== lane);
    const all = (count: number) => new Array<Lane>(count).fill(lane);
    if (more === 1 && futureStates.length === 0)
      useLanes.setState(({ done }) => ({ done: [...done, lane], undone: [] }));
    else if (more !== 0 || futureStates.length !== before.futureStates.length)
      // Another history took its place, such as that of the flow as it was left.
      useLanes.setState(({ done, undone }) => ({
        done: [...others(done), ...all(pastStates.length)],
        undone: [...others(undone), ...all(futureStates.length)],
      }));
  });
}

listen("document");
listen("layout");
