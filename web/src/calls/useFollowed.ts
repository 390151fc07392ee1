import { useEffect, useState } from "react";
import { splitLines, type TimelineEntry } from "./timeline";

export interface Followed {
  entries: readonly TimelineEntry[];
  /** The stream came to its end: the call is over, or the line to the service was lost. */
  ended: boolean;
}

const NOTHING: Followed = { entries: [], ended: false };

/** The timeline of a call as it grows; nothing while `follow` is false. */
export function useFollowed(id: string, follow: boolean): Followed {
  const [followed, setFollowed] = useState<Followed>(NOTHING);
  useEffect(() => {
    if (!follow) return;
    const leaving = new AbortController();
    const entries: TimelineEntry[] = [];
    const show = (ended: boolean) => {
      if (!leaving.signal.aborted) setFollowed({ entries: [...entries], ended });
    };
    readAll(id, leaving.signal, (more) => {
      entries.push(...more);
      show(false);
    }).then(
      () => show(true),
      () => show(true),
    );
    return () => leaving.abort();
  }, [id, follow]);
  return follow ? followed : NOTHING;
}

async function readAll(id: string, signal: AbortSignal, take: (entries: TimelineEntry[]) => void) {
  const response = await fetch(`/api/calls/${encodeURIComponent(id)}/events`, { signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!response.ok || !reader) return;
  let left = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const lines = splitLines(left, piece.value);
    left = lines.left;
    if (lines.entries.length) take(lines.entries);
  }
}
