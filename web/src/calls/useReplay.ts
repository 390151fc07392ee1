import { useEffect, useState } from "react";
import { ApiError, ask } from "../api/client";
import type { CallPage, FlowDoc, Problem } from "../api/types";
import { answersOf, callerLines, circumstances } from "./asTest";
import { draftAddress, versionAddress } from "./editDraft";
import { compare, fillers, type Compared } from "./replay";
import { sentence } from "./useAnswer";
import { rehearse } from "./useTest";

export interface Replay {
  /** What it is played on; null as long as nobody knows. */
  document: FlowDoc | null;
  compared: readonly Compared[] | null;
  error: string;
  /** Why it cannot be run, when that is so. */
  problems: readonly Problem[];
}

const WAITING: Replay = { document: null, compared: null, error: "", problems: [] };

/** The caller's lines of a call, played on a version or (null) on the draft, beside the call. `now`: when it rang. */
export function useReplay(page: CallPage, now: string, on: number | null): Replay {
  const [replay, setReplay] = useState(WAITING);
  useEffect(() => {
    const leaving = new AbortController();
    const set = (next: Replay) => {
      if (!leaving.signal.aborted) setReplay(next);
    };
    set(WAITING);
    replayed(page, now, on, leaving.signal).then(
      (told) => set({ ...WAITING, ...told }),
      (error: unknown) => set({ ...WAITING, error: sentence(error), problems: problemsOf(error) }),
    );
    return () => leaving.abort();
  }, [page, now, on]);
  return replay;
}

async function replayed(
  page: CallPage,
  now: string,
  on: number | null,
  signal: AbortSignal,
): Promise<Pick<Replay, "document" | "compared">> {
  const address = on === null ? draftAddress(page.flow) : versionAddress(page.flow, on);
  const { document } = await ask<{ document: FlowDoc }>("GET", address, undefined, signal);
  const { mocks } = answersOf(page, document);
  const call = { now, ...(page.caller ? { caller: page.caller } : {}), ...circumstances(page, document) };
  const script = callerLines(page);
  const rehearsed = await rehearse(page.flow, { call, mocks, script, document }, signal);
  return { document, compared: compare(page, rehearsed, fillers(document)) };
}

function problemsOf(error: unknown): readonly Problem[] {
  if (!(error instanceof ApiError) || typeof error.body !== "object" || error.body === null) return [];
  const body = error.body as { problems?: Problem[]; error?: { problems?: Problem[] } };
  return body.problems ?? body.error?.problems ?? [];
}
