/** The calls that go on now, as the service tells them one by one. */

import type { CallRow } from "../api/types";

export type LiveNews = "opened" | "changed" | "ended";

/** The list after this piece of news, newest call first. A call that is told twice stands once. */
export function withNews(calls: readonly CallRow[], news: LiveNews, row: CallRow): readonly CallRow[] {
  const others = calls.filter((call) => call.id !== row.id);
  if (news === "ended") return others.length === calls.length ? calls : others;
  return [...others, row].sort((a, b) => b.started_at.localeCompare(a.started_at));
}

/** A row out of what came over the wire; null when it is none. */
export function readRow(data: string): CallRow | null {
  try {
    const row = JSON.parse(data) as Partial<CallRow> | null;
    return row && typeof row.id === "string" && typeof row.started_at === "string" ? (row as CallRow) : null;
  } catch {
    return null;
  }
}
