/** One flow being edited: saves the draft after each change, merges what others did, and loses nothing on the way. */

import { ApiError, ask } from "../api/client";
import type { Conflict, Draft, HistoryEntry, Saved } from "../api/types";
import { same, shared } from "../doc/equal";
import { mergeDocuments, mergePlain } from "../doc/merge";
import type { FlowDoc, LayoutDoc } from "../doc/types";
import { strings } from "../strings";
import { draftOf } from "./drafts";
import { forgetDraft, keepDraft } from "./kept";
import { useSpecs } from "./specs";
import { useDocument } from "./document";
import { fitting, useLayout } from "./layout";
import { mayNow } from "./me";
import type { SyncFacts } from "./sync";

/** The draft is saved so long after the last change, and at the latest so long after the first. */
export const QUIET_MS = 600;
export const LATEST_MS = 5_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** So many times in a row somebody else may come first before we wait a little. */
const MOST_MERGES = 5;

/** What became of it, as far as it is news. */
export type Told = Partial<
  Pick<SyncFacts, "revision" | "state" | "why" | "changed" | "problems" | "conflicts" | "others">
>;

interface Edited {
  document: FlowDoc;
  layout: LayoutDoc;
}

/** Begins when the draft has been read into the stores; `stop` ends it. */
export class Session {
  private revision: number;
  /** What the service has. */
  private base: Edited;
  /** What was there when the session stopped; until then the stores have it. */
  private last: Edited | null = null;
  private deeds: string[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private unsavedSince = 0;
  private wait = FIRST_WAIT_MS;
  private running: Promise<void> | null = null;
  private merging = false;
  /** The service could not be reached the last time; that is said until it can. */
  private cutOff = false;

  constructor(
    readonly flow: string,
    private readonly tab: string,
    draft: Draft,
    private readonly tell: (told: Told) => void,
  ) {
    this.revision = draft.revision;
    this.base = { document: draft.document, layout: draft.layout };
  }

  /** Who may only look has nothing to save: where they put steps is for their own eyes. */
  get unsaved(): boolean {
    if (!mayNow("edit")) return false;
    const { document, layout } = this.now();
    return document !== this.base.document || layout !== this.base.layout;
  }

  /** The document or the layout changed: `deed` says how. */
  touched(deed: string): void {
    if (this.merging || !mayNow("edit")) return;
    if (!this.unsaved) {
      void this.settled();
      return;
    }
    if (deed && this.deeds.at(-1) !== deed) this.deeds.push(deed);
    this.unsavedSince ||= Date.now();
    void this.keep();
    this.trying();
    this.wait = FIRST_WAIT_MS;
    this.schedule(Math.max(0, Math.min(QUIET_MS, this.unsavedSince + LATEST_MS - Date.now())));
  }

  /** Save at once. Resolves when the service has all, throws `ApiError`. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    await this.running?.catch(() => undefined);
    if (this.unsaved) await this.run();
    if (this.unsaved) await this.run();
  }

  /** The service may answer again: do not wait any longer. */
  hurry(): void {
    if (this.unsaved && !this.running) this.schedule(0);
  }

  /** Nothing of ours is on its way, so what others did can be put in place. */
  private idle(): boolean {
    return !this.unsaved && !this.running && !this.last;
  }

  /** See if others did something. */
  async look(): Promise<void> {
    if (!this.idle()) return;
    const [newest] = await ask<HistoryEntry[]>("GET", `/api/flows/${this.flow}/draft/history`);
    if (newest && newest.revision > this.revision) await this.refresh();
  }

  /** See what others did, unless there is something of ours to save, which shows it, too. */
  async refresh(): Promise<void> {
    if (!this.idle()) return;
    const draft = await draftOf(this.flow);
    if (!this.idle() || draft.revision < this.revision) return;
    const { problems, changed, updated_by } = draft;
    if (draft.revision > this.revision) {
      this.mergeIn(this.base.document, draft);
      this.tell({ others: updated_by });
    }
    this.tell({ problems, changed, state: "saved", why: "" });
  }

  /** The service made another draft of it on our behalf, such as an older one: here it is an edit, which can be undone. */
  take(draft: Draft, label: string): void {
    const document = shared(this.now().document, draft.document);
    const layout = shared(this.now().layout, fitting(draft.layout));
    this.accept(draft.revision, { document, layout });
    useLayout.getState().merge(layout);
    useDocument.getState().edit(label, () => document);
    this.tell({ problems: draft.problems, changed: draft.changed, state: "saved", why: "" });
  }

  /** Save what is left, in the background. */
  async stop(): Promise<void> {
    this.last = this.now();
    await this.flush().catch(() => undefined);
    clearTimeout(this.timer);
  }

  private now(): Edited {
    if (this.last) return this.last;
    const { document } = useDocument.getState();
    const { layout } = useLayout.getState();
    return { document: document ?? this.base.document, layout };
  }

  private schedule(after: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run().catch(() => undefined), after);
  }

  /** One save at a time. Throws what went wrong after it has been told and tried again later, if that helps. */
  private async run(): Promise<void> {
    while (this.running) await this.running.catch(() => undefined);
    if (!this.unsaved) return;
    this.running = this.save();
    try {
      await this.running;
      this.wait = FIRST_WAIT_MS;
      this.cutOff = false;
    } catch (error) {
      this.failed(error);
      throw error;
    } finally {
      this.running = null;
    }
    await this.settled();
  }

  private trying(): void {
    if (!this.cutOff) this.tell({ state: "saving", why: "" });
  }

  private async save(): Promise<void> {
    this.trying();
    for (let tries = 0; tries < MOST_MERGES && this.unsaved; tries += 1) {
      const sent = this.now();
      const deeds = this.deeds;
      this.deeds = [];
      try {
        const label = strings.editor.several(deeds) || strings.editor.placed;
        const body = { revision: this.revision, document: sent.document, layout: sent.layout, label };
        const saved = await ask<Saved>("PUT", `/api/flows/${this.flow}/draft`, body);
        this.accept(saved.revision, sent);
        this.tell({ problems: saved.problems, changed: saved.changed });
        return;
      } catch (error) {
        this.deeds = [...deeds, ...this.deeds];
        const conflict = conflictOf(error);
        if (!conflict) throw error;
        this.mergeIn(conflict.base, conflict.current);
        const { problems, changed, updated_by } = conflict.current;
        this.tell({ problems, changed, others: updated_by });
      }
    }
    if (this.unsaved) throw new ApiError(strings.editor.busy, 503, "busy");
  }

  private accept(revision: number, base: Edited): void {
    this.revision = revision;
    this.base = base;
    this.unsavedSince = 0;
    this.tell({ revision });
  }

  /** Somebody else came first: their changes into ours. */
  private mergeIn(base: FlowDoc, current: Draft): void {
    const ours = this.now();
    const { schema } = useSpecs.getState().steps ?? {};
    const { document, conflicts } = mergeDocuments(base, ours.document, current.document, schema);
    const layout = mergePlain(this.base.layout, ours.layout, current.layout).value;
    const merged = { document, layout };
    this.accept(current.revision, {
      document: same(document, current.document) ? document : current.document,
      layout: same(layout, current.layout) ? layout : current.layout,
    });
    if (this.last) {
      this.last = merged;
    } else {
      this.merging = true;
      useLayout.getState().merge(layout);
      useDocument.getState().merge(document);
      this.merging = false;
    }
    if (conflicts.length) this.tell({ conflicts });
  }

  private failed(error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    const status = error instanceof ApiError ? error.status : 0;
    const passing = status === 0 || status === 429 || status >= 500;
    this.cutOff = passing;
    this.tell({ state: passing ? "unsaved" : "refused", why });
    if (!passing || this.last) return;
    this.schedule(this.wait);
    this.wait = Math.min(LONGEST_WAIT_MS, this.wait * 2);
  }

  private async settled(): Promise<void> {
    if (this.unsaved) {
      void this.keep();
      if (!this.last) this.schedule(QUIET_MS);
      return;
    }
    this.deeds = [];
    clearTimeout(this.timer);
    this.unsavedSince = 0;
    this.tell({ state: "saved", why: "" });
    await forgetDraft(this.flow, this.tab);
  }

  private async keep(): Promise<void> {
    const { flow, tab, revision } = this;
    const label = strings.editor.several(this.deeds);
    await keepDraft({ flow, tab, revision, ...this.now(), label, at: Date.now() });
  }
}

function conflictOf(error: unknown): Conflict | null {
  if (!(error instanceof ApiError) || error.status !== 409) return null;
  const body = error.body as Partial<Conflict> | undefined;
  if (!body?.error || !body.current || !body.base) return null;
  const { error: said, current, base } = body;
  return { error: said, current: { ...current, layout: fitting(current.layout) }, base };
}
