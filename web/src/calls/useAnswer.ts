import { useCallback, useEffect, useState } from "react";
import { ApiError, ask } from "../api/client";
import { useMe } from "../store/me";
import { strings } from "../strings";

export interface Answer<Type> {
  /** The newest there is; that of the address before while another is on its way. */
  answer: Type | null;
  /** Why there is none, as a sentence. */
  error: string;
  asking: boolean;
  again: () => void;
}

/** Reads an address of the service, anew when it changes. Null: nothing is asked. */
export function useAnswer<Type>(path: string | null): Answer<Type> {
  const [times, setTimes] = useState(0);
  const [state, setState] = useState<{ key: string; answer: Type | null; error: string }>({
    key: "",
    answer: null,
    error: "",
  });
  // Whoever had to sign in again meanwhile is answered anew.
  const session = useMe(({ me }) => me?.session ?? "");
  const key = path === null ? "" : `${times} ${session} ${path}`;
  useEffect(() => {
    if (path === null) return;
    const leaving = new AbortController();
    ask<Type>("GET", path, undefined, leaving.signal).then(
      (answer) => setState({ key, answer, error: "" }),
      (error: unknown) => {
        if (!leaving.signal.aborted) setState((before) => ({ ...before, key, error: sentence(error) }));
      },
    );
    return () => leaving.abort();
  }, [key, path]);
  const again = useCallback(() => setTimes((before) => before + 1), []);
  return { answer: state.answer, error: state.error, asking: state.key !== key, again };
}

/** What went wrong, for people. */
export function sentence(error: unknown): string {
  return error instanceof ApiError ? error.message : strings.common.unknownError;
}
