import { useEffect, useState } from "react";
import { ask } from "../api/client";
import type { CallPage, CallRow, Draft, Rehearsed } from "../api/types";
import type { FlowDoc, Json } from "../doc/types";
import { makeTest, type MadeTest } from "./asTest";
import { draftAddress } from "./editDraft";
import { sentence } from "./useAnswer";

export interface Tried extends MadeTest {
  /** How the conversation ends on the draft; null when it still waits for the caller. */
  ends: string | null;
}

export interface TestState {
  made: Tried | null;
  error: string;
}

/** The test of a call, tried once on the draft: what the record does not tell of actions' answers comes from there. */
export function useTest(page: CallPage, name: string, now: string): TestState {
  const [state, setState] = useState<TestState>({ made: null, error: "" });
  useEffect(() => {
    const leaving = new AbortController();
    const set = (next: TestState) => {
      if (!leaving.signal.aborted) setState(next);
    };
    tried(page, name, now, leaving.signal).then(
      (made) => set({ made, error: "" }),
      (error: unknown) => set({ made: null, error: sentence(error) }),
    );
    return () => leaving.abort();
  }, [page, name, now]);
  return state;
}

async function tried(page: CallPage, name: string, now: string, signal: AbortSignal): Promise<Tried> {
  const { document } = await ask<Draft>("GET", draftAddress(page.flow), undefined, signal);
  const made = makeTest(page, document, name, now);
  const rehearsed = await rehearse(page.flow, made.test, signal);
  const mocks = isMocks(rehearsed.as_test["mocks"]) ? rehearsed.as_test["mocks"] : {};
  const filled = made.unknown.filter((action) => action in mocks).map((action) => [action, mocks[action]]);
  const test = {
    ...made.test,
    mocks: { ...made.test.mocks, ...(Object.fromEntries(filled) as Record<string, Json>) },
  };
  return { ...made, test, ends: rehearsed.turns.at(-1)?.ended ?? null };
}

/** What is tried: who rings and when, what actions answer, and what the caller does. */
export interface Script {
  call: { now: string; caller?: string; language?: string; open?: boolean; direction?: CallRow["direction"] };
  mocks: Record<string, Json>;
  script: readonly object[];
  document?: FlowDoc;
}

/** The caller's lines on a document of the flow; without one, on its draft. */
export function rehearse(
  flow: string,
  { call, mocks, script, document }: Script,
  signal?: AbortSignal,
): Promise<Rehearsed> {
  const body = { call, mocks, lines: script, ...(document ? { document } : {}) };
  return ask<Rehearsed>("POST", `/api/flows/${encodeURIComponent(flow)}/rehearsals`, body, signal);
}

function isMocks(value: Json | undefined): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
