import { useCallback, useEffect, useState } from "react";
import { ask } from "../../api/client";
import type { Replay } from "../../api/types";
import { sentence, useAnswer } from "../useAnswer";
import { wished, type Wish } from "./wish";

const EVERY_MS = 600;

export interface Replays {
  /** The latest first; null as long as nobody knows. */
  replays: readonly Replay[] | null;
  error: string;
  again: () => void;
  begin: (wish: Wish) => Promise<void>;
  end: (replay: Replay) => Promise<void>;
}

/** The replays of a flow; one that runs is followed. */
export function useReplays(flow: string): Replays {
  const address = `/api/flows/${encodeURIComponent(flow)}/replays`;
  const { answer, error: unread, again } = useAnswer<Replay[]>(address);
  const [refused, setRefused] = useState("");
  const running = answer?.some(({ state }) => state === "running") ?? false;
  useEffect(() => {
    if (!running) return;
    const timer = setTimeout(again, EVERY_MS);
    return () => clearTimeout(timer);
  }, [running, answer, again]);
  const act = useCallback(
    async (method: string, path: string, body?: unknown) => {
      setRefused("");
      try {
        await ask(method, path, body);
      } catch (error) {
        setRefused(sentence(error));
      }
      again();
    },
    [again],
  );
  return {
    replays: answer,
    error: refused || unread,
    again: useCallback(() => {
      setRefused("");
      again();
    }, [again]),
    begin: (wish) => act("POST", address, wished(wish)),
    end: ({ id }) => act("DELETE", `${address}/${id}`),
  };
}
