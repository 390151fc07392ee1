/** Who may use the console: what the service tells of accounts, sessions and keys. */

import { ApiError } from "./client";

export type {
  AddedKey,
  KeyEntry,
  Me,
  NewKey,
  NewPerson,
  PersonChange,
  PersonEntry,
  Scope,
  SessionEntry,
} from "./generated";

/** Characters of the name of a person or a key. */
export const LONGEST_NAME = 80;

/** Each may do what the one before it may. */
export const ROLES = ["view", "edit", "publish", "administer"] as const;
export type Role = (typeof ROLES)[number];

/** How many seconds the service wants us to wait; 0: it does not. */
export function waitOf(error: unknown): number {
  if (!(error instanceof ApiError) || error.status !== 429) return 0;
  const { body } = error;
  const told = typeof body === "object" && body !== null && "retry_after" in body ? body.retry_after : 0;
  return typeof told === "number" && told > 0 ? Math.ceil(told) : 0;
}
