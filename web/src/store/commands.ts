/** What canvas and outline do with steps: each is one step of undo, with a name. */

import type { Problem } from "../api/types";
import type { Exit } from "../doc/exits";
import { isName, spaced } from "../doc/names";
import {
  addStep,
  connect,
  copySteps,
  duplicateSteps,
  getAt,
  moveKey,
  pasteSteps,
  removeSteps,
  renameStep,
  setAt,
  titleOf,
  type Clip,
} from "../doc/ops";
import { has } from "../doc/own";
import type { Steps } from "../doc/schema";
import type { FlowDoc, Json } from "../doc/types";
import { strings } from "../strings";
import { useDocument } from "./document";
import { mayNow } from "./me";
import { useSpecs } from "./specs";
import { useUi } from "./ui";

const { edits } = strings.canvas;
const FORMAT = "trunkline-steps";

/** What is edited; null where there is nothing, or one may only look. */
function open(): { document: FlowDoc; steps: Steps } | null {
  const { document } = useDocument.getState();
  const { steps } = useSpecs.getState();
  return document && steps && mayNow("edit") ? { document, steps } : null;
}

function change(label: string, document: FlowDoc): void {
  useDocument.getState().edit(label, () => document);
}

/** Add a step of a type, between an exit and where that led, or unconnected; it is selected. Its name. */
export function addStepOf(type: string, after?: { step: string; exit: Exit }): string | null {
  const now = open();
  const spec = now?.steps.types.find((each) => each.type === type);
  if (!now || !spec) return null;
  const [document, name] = addStep(now.document, {
    type,
    spec,
    schema: now.steps.schema,
    ...(after ? { after } : {}),
  });
  change(edits.added(spaced(type)), document);
  useUi.getState().select([name]);
  return name;
}

/** Lead an exit to a step; null: nowhere. */
export function leadTo(step: string, exit: Exit, target: string | null): void {
  const now = open();
  if (!now) return;
  const title = titleOf(now.document, step);
  const label =
    target === null
      ? edits.disconnected(exit.label, title)
      : edits.connected(exit.label, title, titleOf(now.document, target));
  change(label, connect(now.document, step, exit, target));
}

/** Take steps away. How many there were. */
export function remove(names: readonly string[]): number {
  const now = open();
  const gone = names.filter((name) => now && has(now.document.nodes, name));
  const [first] = gone;
  if (!now || first === undefined) return 0;
  const label =
    gone.length === 1 ? edits.removedOne(titleOf(now.document, first)) : edits.removed(gone.length);
  change(label, removeSteps(now.document, gone, now.steps.schema));
  useUi.getState().select([]);
  return gone.length;
}

/** The same steps once more; the new ones are selected. */
export function duplicate(names: readonly string[]): void {
  const now = open();
  if (!now || names.length === 0) return;
  const [document, made] = duplicateSteps(now.document, names, now.steps.schema);
  change(edits.duplicated(made.length), document);
  useUi.getState().select(made);
}

/** Why a step cannot have this name; null: it can. */
export function nameFault(from: string, to: string): "taken" | "wrong" | null {
  const now = open();
  if (!isName(to)) return "wrong";
  return now && to !== from && has(now.document.nodes, to) ? "taken" : null;
}

/** Give a step another name, wherever it is named. */
export function rename(from: string, to: string): void {
  const now = open();
  if (!now || from === to || nameFault(from, to)) return;
  change(edits.renamed(from, to), renameStep(now.document, from, to, now.steps.schema));
  useUi.getState().select([to]);
}

/** Where the conversation starts. */
export function startAt(name: string): void {
  const now = open();
  if (now) change(edits.started(titleOf(now.document, name)), { ...now.document, start: name });
}

/** Move a step so many places in the document. */
export function moveStep(name: string, by: number): void {
  const now = open();
  if (now) change(edits.moved(titleOf(now.document, name)), moveKey(now.document, ["nodes"], name, by));
}

/** Move one of the exits that the author names, such as an option or a case; others stay where they are. */
export function moveExit(exit: Exit, by: number): void {
  const now = open();
  const [around, key] = [exit.path.slice(0, 3), exit.path[3]];
  if (!now || key === undefined || exit.path.length < 5) return;
  const label = edits.moved(exit.label);
  if (typeof key === "string") change(label, moveKey(now.document, around, key, by));
  else change(label, setAt(now.document, around, swapped(getAt(now.document, around), key, by)));
}

function swapped(list: Json | undefined, from: number, by: number): Json | undefined {
  if (!Array.isArray(list)) return list;
  const items = [...list];
  const [item] = items.splice(from, 1);
  if (item === undefined) return list;
  items.splice(Math.max(0, Math.min(items.length, from + by)), 0, item);
  return items;
}

/** Steps with all that they use, as a text that another browser's editor pastes. */
export function copied(names: readonly string[]): string | null {
  const now = open();
  const there = names.filter((name) => now && has(now.document.nodes, name));
  if (!now || there.length === 0) return null;
  return JSON.stringify({ format: FORMAT, ...copySteps(now.document, there, now.steps.schema) }, null, 2);
}

/** Put in the steps of such a text; they are selected. How many; 0: there are none in it. */
export function paste(text: string): number {
  const now = open();
  const clip = clipIn(text);
  if (!now || !clip) return 0;
  const after = useUi.getState().step ?? undefined;
  const [document, made] = pasteSteps(now.document, clip, now.steps.schema, after);
  change(edits.pasted(made.length), document);
  useUi.getState().select(made);
  return made.length;
}

function clipIn(text: string): Clip | null {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof read !== "object" || read === null || !("format" in read) || !("nodes" in read)) return null;
  const { format, ...clip } = read;
  const { nodes } = clip;
  if (format !== FORMAT || typeof nodes !== "object" || nodes === null) return null;
  const whole = Object.values(nodes).every(
    (step: unknown) => typeof step === "object" && step !== null && "type" in step,
  );
  return whole ? (clip as Clip) : null;
}

/** Mend a problem the way the service proposes. */
export function mend(problem: Problem): void {
  const { repair } = problem;
  if (!repair) return;
  useDocument.getState().edit(edits.repaired(repair.label), (document) => {
    const put = (repair.set ?? []).reduce((now, { path, value }) => setAt(now, path, value), document);
    return (repair.remove ?? []).reduce((now, path) => setAt(now, path, undefined), put);
  });
}
