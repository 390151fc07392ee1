/** What this browser keeps of flows: changes that are not saved yet, and undo. In IndexedDB, or nowhere if there is none. */

import type { Edited } from "../doc/rebase";
import type { FlowDoc, LayoutDoc } from "../doc/types";

/** A draft with changes that the service does not have. Each browser tab has its own. */
export interface KeptDraft {
  flow: string;
  tab: string;
  /** What it was based on. */
  revision: number;
  document: FlowDoc;
  layout: LayoutDoc;
  label: string;
  at: number;
}

/** What can be undone and redone from `document`. */
export interface KeptUndo extends Edited {
  flow: string;
  past: Edited[];
  future: Edited[];
  at: number;
}

const DATABASE = "trunkline";
const DRAFTS = "drafts";
const UNDO = "undo";
/** Undo is kept of so many flows. */
const MOST_FLOWS = 20;
/** A page that was left may still hold what it began to write, as in Safari: nobody waits longer than this for it. */
export const LONGEST_MS = 2_000;

/** Keep unsaved changes of this tab, in place of those kept before. */
export async function keepDraft(kept: KeptDraft): Promise<void> {
  await written(DRAFTS, (store) => store.put(kept));
}

/** The service has all of it. */
export async function forgetDraft(flow: string, tab: string): Promise<void> {
  await written(DRAFTS, (store) => store.delete([flow, tab]));
}

/** Unsaved changes to a flow, of all tabs, oldest first. */
export async function keptDrafts(flow: string): Promise<KeptDraft[]> {
  const all = await read<KeptDraft[]>(DRAFTS, (store) => store.getAll());
  return (all ?? []).filter((each) => each.flow === flow).sort((a, b) => a.at - b.at);
}

/** Keep the undo of a flow; that of flows not opened for long goes. */
export async function keepUndo(kept: KeptUndo): Promise<void> {
  await written(UNDO, (store) => store.put(kept));
  const keys = await read<IDBValidKey[]>(UNDO, (store) => store.index("at").getAllKeys());
  for (const key of (keys ?? []).slice(0, -MOST_FLOWS)) await written(UNDO, (store) => store.delete(key));
}

/** The undo of a flow. */
export async function keptUndo(flow: string): Promise<KeptUndo | null> {
  return (await read<KeptUndo | undefined>(UNDO, (store) => store.get(flow))) ?? null;
}

let opened: Promise<IDBDatabase | null> | null = null;

/** Null where the browser keeps nothing, as in some private windows: then there is no crash copy, and all else works. */
function database(): Promise<IDBDatabase | null> {
  opened ??= soon<IDBDatabase | null>(null, (resolve) => {
    if (typeof indexedDB === "undefined") {
      resolve(null);
      return;
    }
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(DRAFTS, { keyPath: ["flow", "tab"] });
      request.result.createObjectStore(UNDO, { keyPath: "flow" }).createIndex("at", "at");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
    request.onblocked = () => resolve(null);
  });
  return opened;
}

async function read<Found>(
  name: string,
  request: (store: IDBObjectStore) => IDBRequest,
): Promise<Found | undefined> {
  const place = await database();
  return place ? answered<Found>(request(place.transaction(name).objectStore(name))) : undefined;
}

async function written(name: string, request: (store: IDBObjectStore) => IDBRequest): Promise<void> {
  const place = await database();
  if (!place) return;
  const transaction = place.transaction(name, "readwrite");
  const answer = answered(request(transaction.objectStore(name)));
  // Nothing follows in it: it need not wait until this page runs again, which it may never do.
  transaction.commit();
  await answer;
}

/** A full disk is no reason to stop: undefined then, and when there is no answer for long. */
function answered<Found>(request: IDBRequest): Promise<Found | undefined> {
  return soon<Found | undefined>(undefined, (resolve) => {
    request.onsuccess = () => resolve(request.result as Found);
    request.onerror = () => resolve(undefined);
  });
}

/** What is resolved to, or `otherwise` when that takes too long. */
function soon<Answer>(
  otherwise: Answer,
  begin: (resolve: (answer: Answer) => void) => void,
): Promise<Answer> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(otherwise), LONGEST_MS);
    begin((answer) => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
}
