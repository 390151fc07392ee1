/** What stands between a draft and its callers. Pure. */

import { ApiError } from "../api/client";
import type { Problem } from "../api/types";

/** How the tests went, as far as publishing cares. */
export interface Tests {
  passed: number;
  failed: number;
  reports: { name: string; ok: boolean; failure: string | null }[];
}

export const SHORTEST_NOTE = 3;

export interface Readiness {
  errors: readonly Problem[];
  tests: Tests | null;
  note: string;
  override: string;
  /** Who publishes it: the name stands beside the note. */
  by: string;
}

/** Whether it can be published now. Tests that fail need a reason; errors cannot be argued with. */
export function isReady({ errors, tests, note, override, by }: Readiness): boolean {
  const told = (text: string) => text.trim().length >= SHORTEST_NOTE;
  const known = by.trim() !== "";
  return (
    errors.length === 0 && tests !== null && known && told(note) && (tests.failed === 0 || told(override))
  );
}

/** The errors among problems, with those that follow from them left out. */
export function errorsOf(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ level }) => level === "error");
}

/** What a refusal tells beside its sentence. */
export function refusal(error: ApiError): { moved: boolean; problems: Problem[]; reports: Tests["reports"] } {
  const body = (error.body ?? {}) as { problems?: Problem[]; reports?: Tests["reports"] };
  return { moved: error.status === 409, problems: body.problems ?? [], reports: body.reports ?? [] };
}
