import { useCallback } from "react";
import { ApiError, ask } from "../api/client";
import type { Differences, Problem } from "../api/types";
import { useDocument } from "../store/document";
import { useSync } from "../store/sync";
import { differences, entryOf } from "./asking";
import { refusal, type Tests } from "./publishing";
import { useAsked, type Asked } from "./useAsked";

/** All that is looked at before a draft is published. */
export interface Preparation {
  flow: string;
  /** What callers get now; null when nothing was published there. */
  live: number | null;
  /** Since what is live; null when there is nothing to compare with. */
  changes: Differences["changes"] | null;
  tests: Tests;
  /** Of a draft that the tests cannot run on. */
  problems: readonly Problem[];
}

const NO_TESTS: Tests = { passed: 0, failed: 0, reports: [] };

/** Save the draft, then see what it changes and run its tests. */
export function usePreparation(): Asked<Preparation> {
  const question = useCallback(async (): Promise<Preparation> => {
    await useSync.getState().flush();
    const document = useDocument.getState().document;
    const flow = useSync.getState().flow ?? document?.flow ?? "";
    const [entry, [tests, problems]] = await Promise.all([entryOf(flow), tested(flow)]);
    const live = entry?.live ?? null;
    const changes = live === null ? null : (await differences(flow, "live", "draft")).changes;
    return { flow, live, changes, tests, problems };
  }, []);
  return useAsked(question);
}

/** The tests of the saved draft; where it has errors they cannot run, and the errors are told instead. */
async function tested(flow: string): Promise<[Tests, readonly Problem[]]> {
  const document = useDocument.getState().document;
  if (!Array.isArray(document?.tests) || document.tests.length === 0) return [NO_TESTS, []];
  try {
    return [await ask<Tests>("POST", `/api/flows/${encodeURIComponent(flow)}/tests`, { document }), []];
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 422) throw error;
    return [NO_TESTS, refusal(error).problems];
  }
}
