/** Saves the draft as it is edited, and brings in what others do. */

import { create } from "zustand";
import type { Draft, Problem } from "../api/types";
import { shared } from "../doc/equal";
import type { MergeConflict } from "../doc/merge";
import { strings } from "../strings";
import { useDocument } from "./document";
import { draftOf } from "./drafts";
import { useLayout } from "./layout";
import { mayNow } from "./me";
import { loadWithUndo, recovered, type Recovered } from "./recovery";
import { Session } from "./session";
import { tab, watch } from "./watching";

/** `saved`: the service has all; `saving`; `unsaved`: it will be tried again; `refused`: see `why`. */
export type SyncState = "loading" | "saved" | "saving" | "unsaved" | "refused";

export interface SyncFacts {
  flow: string | null;
  revision: number;
  state: SyncState;
  why: string;
  /** The draft differs from what is live. */
  changed: boolean;
  /** Of the draft as it was saved last. */
  problems: readonly Problem[];
  /** Settings that somebody else changed, too, when it was merged last. Ours were kept. */
  conflicts: readonly MergeConflict[];
  /** Who else changed the draft, when that came in; null when it was told or there was nothing. */
  others: string | null;
  /** Changes came back that had not been saved when the browser was closed. */
  broughtBack: boolean;
}

interface Sync extends SyncFacts {
  /** Read the draft of a flow and keep it saved from now on; what was not saved when the browser closed comes back. */
  open: (flow: string) => Promise<void>;
  /** Save at once. Resolves when the service has all, throws `ApiError`. */
  flush: () => Promise<void>;
  /** A draft that the service put in place of ours. Save ours before. */
  take: (draft: Draft, label: string) => void;
  /** What was told has been seen. */
  seen: (told: "conflicts" | "others" | "broughtBack") => void;
  /** Look at once for what others did. */
  refresh: () => Promise<void>;
  close: () => void;
}

const NOTHING: SyncFacts = {
  flow: null,
  revision: 0,
  state: "loading",
  why: "",
  changed: false,
  problems: [],
  conflicts: [],
  others: null,
  broughtBack: false,
};

/** Another opening of the same flow waits so long for what was left to save. */
const CLOSING_MS = 3_000;

let opening = 0;
let current: Session | null = null;
let unwatch = (): void => undefined;
let closing: Promise<unknown> = Promise.resolve();

export const useSync = create<Sync>()((set, get) => ({
  ...NOTHING,
  open: async (flow) => {
    get().close();
    const mine = opening;
    set({ ...NOTHING, flow });
    try {
      await Promise.race([closing, new Promise((resolve) => setTimeout(resolve, CLOSING_MS))]);
      const draft = await draftOf(flow);
      const found = mayNow("edit") ? await recovered(flow, tab(), draft) : asItIs(draft);
      if (mine === opening) await loadWithUndo(flow, found.document);
      if (mine === opening) begin(flow, draft, found);
    } catch (error) {
      if (mine === opening)
        set({ state: "refused", why: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  },
  flush: async () => {
    await current?.flush();
  },
  take: (draft, label) => current?.take(draft, label),
  seen: (told) => set({ [told]: NOTHING[told] }),
  refresh: async () => {
    await current?.refresh();
  },
  close: () => {
    opening += 1;
    unwatch();
    closing = current?.stop() ?? closing;
    current = null;
    set(NOTHING);
  },
}));

/** For who may only look: what this browser has kept is not theirs to save. */
function asItIs({ document, layout }: Draft): Recovered {
  return { document, layout, conflicts: [], brought: false };
}

function begin(flow: string, draft: Draft, found: Recovered): void {
  useLayout.getState().load(found.layout);
  const inPlace = useDocument.getState().document;
  const document = found.brought || !inPlace ? draft.document : inPlace;
  const session: Session = new Session(flow, tab(), { ...draft, document }, (told) => {
    if (current !== session) return;
    // Problems that are the same as before are not drawn anew.
    const problems = told.problems && shared(useSync.getState().problems, told.problems);
    useSync.setState(problems ? { ...told, problems } : told);
  });
  current = session;
  unwatch = watch(session);
  const { revision, changed, problems } = draft;
  const { conflicts, brought } = found;
  useSync.setState({ revision, changed, problems, conflicts, broughtBack: brought, state: "saved" });
  session.touched(strings.editor.broughtBack);
}
