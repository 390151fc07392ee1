import { useEffect, useRef, useState } from "react";
import type { CallRow } from "../api/types";
import { useMe } from "../store/me";
import { readRow, withNews, type LiveNews } from "./live";

export type Following = "connecting" | "following" | "lost";

const NEWS: readonly LiveNews[] = ["opened", "changed", "ended"];

/** The calls of a line that go on now; without one, all but tries. `onEnded`: one is over, and in the list from now on. */
export function useLiveCalls(line: string, onEnded: () => void) {
  const [calls, setCalls] = useState<readonly CallRow[]>([]);
  const [following, setFollowing] = useState<Following>("connecting");
  const session = useMe(({ me }) => me?.session ?? "");
  const ended = useRef(onEnded);
  useEffect(() => {
    ended.current = onEnded;
  }, [onEnded]);
  useEffect(() => {
    const source = new EventSource(`/api/calls/live${line && `?line=${encodeURIComponent(line)}`}`);
    source.onopen = () => {
      setCalls([]);
      setFollowing("following");
    };
    source.onerror = () => {
      const lost = source.readyState === EventSource.CLOSED;
      setFollowing(lost ? "lost" : "connecting");
      if (lost) seeWhy();
    };
    for (const news of NEWS) {
      source.addEventListener(news, (event: MessageEvent<string>) => {
        const row = readRow(event.data);
        if (!row) return;
        setCalls((before) => withNews(before, news, row));
        if (news === "ended") ended.current();
      });
    }
    return () => source.close();
  }, [line, session]);
  return { calls, following };
}

/** The service ends the stream of whoever is signed out; that it does not answer is told by the list beside it. */
function seeWhy(): void {
  void useMe
    .getState()
    .read()
    .catch(() => undefined);
}
