import { useEffect, useState } from "react";
import { ApiError, ask } from "../../api/client";
import type { CallPage, CallTurn } from "../../api/types";
import { strings } from "../../strings";

/** What goes on in a turn is asked for when it has been quiet for so long. */
const QUIET_MS = 300;

/** Why a turn of a call went as it did, as the service tells it; anew when `last`, its newest event, is another. */
export function useWhy(
  callId: string,
  number: number,
  last: number,
): { turn: CallTurn | null; error: string } {
  const [told, setTold] = useState<{ turn: CallTurn | null; error: string }>({ turn: null, error: "" });
  useEffect(() => {
    const leaving = new AbortController();
    const look = async () => {
      try {
        const address = `/api/calls/${encodeURIComponent(callId)}/page`;
        const page = await ask<CallPage>("GET", address, undefined, leaving.signal);
        setTold({ turn: page.turns[number] ?? null, error: "" });
      } catch (error) {
        if (leaving.signal.aborted) return;
        const { message } = error instanceof ApiError ? error : { message: strings.tester.voice.noWhy };
        setTold((before) => ({ ...before, error: message }));
      }
    };
    const timer = setTimeout(() => void look(), QUIET_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [callId, number, last]);
  return told;
}
