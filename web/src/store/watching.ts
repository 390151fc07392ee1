/** Listens to the stores and the window on behalf of a session. */

import { useDocument } from "./document";
import { renamedStep, withRenamed } from "./following";
import { useLayout } from "./layout";
import { useMe } from "./me";
import { rememberUndo } from "./recovery";
import type { Session } from "./session";
import { useUi } from "./ui";

/** So often a page that is looked at asks for what others did. */
export const REFRESH_MS = 5_000;
/** Undo is kept when nothing changed for so long. */
const UNDO_MS = 800;

const TAB = "trunkline.tab";

/** This tab of the browser, also after a reload. */
export function tab(): string {
  const known = sessionStorage.getItem(TAB);
  if (known) return known;
  const made = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  sessionStorage.setItem(TAB, made);
  return made;
}

/** Until the returned function is called. */
export function watch(session: Session): () => void {
  let undoTimer: ReturnType<typeof setTimeout> | undefined;
  // A page that is left writes nothing that is kept already: Safari may put it aside before it is done, and then
  // nobody else can read.
  const remember = () => {
    if (undoTimer === undefined) return;
    clearTimeout(undoTimer);
    undoTimer = undefined;
    void rememberUndo(session.flow);
  };
  const stops = [
    useDocument.subscribe(({ document, deed }, before) => {
      if (document === before.document) return;
      if (document && before.document) follow(before.document, document);
      session.touched(deed);
      clearTimeout(undoTimer);
      undoTimer = setTimeout(remember, UNDO_MS);
    }),
    useLayout.subscribe(({ layout }, before) => {
      if (layout !== before.layout) session.touched("");
    }),
    listen(window, "beforeunload", (event) => {
      if (session.unsaved) event.preventDefault();
    }),
    listen(window, "pagehide", remember),
    listen(window, "online", () => session.hurry()),
    // Signed in again, or with another role: what could not be saved before may be now.
    useMe.subscribe(({ me }, before) => {
      if (me !== before.me) session.hurry();
    }),
    listen(document, "visibilitychange", () => {
      if (document.visibilityState === "visible") look(session);
      else remember();
    }),
    every(REFRESH_MS, () => {
      if (document.visibilityState === "visible") look(session);
    }),
  ];
  return () => {
    remember();
    for (const stop of stops) stop();
  };
}

/** Not to have seen what others did is no failure: it is looked for again, and saving tells if nobody answers. */
function look(session: Session): void {
  void session.look().catch(() => undefined);
}

function follow(...documents: Parameters<typeof renamedStep>): void {
  const renamed = renamedStep(...documents);
  if (!renamed) return;
  const [from, to] = renamed;
  const { layout, merge } = useLayout.getState();
  const moved = withRenamed(layout, from, to);
  if (moved !== layout) merge(moved);
  const { step, selected } = useUi.getState();
  if (!selected.includes(from)) return;
  useUi.setState({
    step: step === from ? to : step,
    selected: selected.map((each) => (each === from ? to : each)),
  });
}

function listen(target: EventTarget, name: string, heard: (event: Event) => void): () => void {
  target.addEventListener(name, heard);
  return () => target.removeEventListener(name, heard);
}

function every(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms);
  return () => clearInterval(timer);
}
