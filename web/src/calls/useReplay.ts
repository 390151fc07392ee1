import { useEffect, useState } from "react";
import { ApiError, ask } from "../api/client";
import type { CallPage, Draft, Problem } from "../api/types";
import { answersOf, callerLines, circumstances } from "./asTest";
import { draftAddress } from "./editDraft";
import { compare, fillers, type Compared } from "./replay";
import { sentence } from "./useAnswer";
import { rehearse } from "./useTest";

export interface Replay {
  compared: readonly Compared[] | null;
  error: string;
  /** Why the draft cannot be run, when that is so. */
  problems: readonly Problem[];
}

const WAITING: Replay = { compared: null, error: "", problems: [] };

/** The caller's lines of a call on the draft, beside the call. `now`: when it rang. */
export function useReplay(page: CallPage, now: string): Replay {
  const [replay, setReplay] = useState(WAITING);
  useEffect(() => {
    const leaving = new AbortController();
    const set = (next: Replay) => {
      if (!leaving.signal.aborted) setReplay(next);
    };
    replayed(page, now, leaving.signal).then(
      (compared) => set({ ...WAITING, compared }),
      (error: unknown) => set({ ...WAITING, error: sentence(error), problems: problemsOf(error) }),
    );
    return () => leaving.abort();
  }, [page, now]);
  return replay;
}

async function replayed(page: CallPage, now: string, signal: AbortSignal): Promise<readonly Compared[]> {
  const { document } = await ask<Draft>("GET", draftAddress(page.flow), undefined, signal);
  const { mocks } = answersOf(page, document);
  const call = { now, ...(page.caller ? { caller: page.caller } : {}), ...circumstances(page, document) };
  const script = callerLines(page);
  const rehearsed = await rehearse(page.flow, { call, mocks, script }, signal);
  return compare(page, rehearsed, fillers(document));
}

function problemsOf(error: unknown): readonly Problem[] {
  if (!(error instanceof ApiError) || typeof error.body !== "object" || error.body === null) return [];
  const body = error.body as { problems?: Problem[]; error?: { problems?: Problem[] } };
  return body.problems ?? body.error?.problems ?? [];
}
