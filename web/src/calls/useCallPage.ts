import { useEffect, useMemo } from "react";
import type { CallPage } from "../api/types";
import { byTurn, type Group } from "./grouping";
import { liveTranscript, type LiveLine } from "./timeline";
import { useAnswer } from "./useAnswer";
import { useFollowed } from "./useFollowed";

const SETTLING_MS = 700;
const POLL_MS = 3_000;

/** A call, and what is said in it while it goes on. */
export function useCallPage(id: string) {
  const {
    answer: page,
    error,
    asking,
    again,
  } = useAnswer<CallPage>(`/api/calls/${encodeURIComponent(id)}/page`);
  const live = page?.live ?? false;
  const { entries, ended } = useFollowed(id, live);
  const turns = useMemo(() => entries.filter((entry) => entry.event === "turn_done").length, [entries]);
  useEffect(() => {
    if (!live || (!turns && !ended)) return;
    const timer = setTimeout(again, SETTLING_MS);
    return () => clearTimeout(timer);
  }, [live, turns, ended, again]);
  useEffect(() => {
    if (!live || !ended) return;
    const timer = setInterval(again, POLL_MS);
    return () => clearInterval(timer);
  }, [live, ended, again]);
  const groups = useMemo((): readonly Group[] => {
    if (!page) return [];
    const lines: readonly LiveLine[] =
      live && entries.length
        ? liveTranscript(entries)
        : page.transcript.map((line) => ({ ...line, unsettled: false }));
    return byTurn(lines, page.turns);
  }, [page, live, entries]);
  return { page, error, asking, again, groups };
}
