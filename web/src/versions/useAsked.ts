import { useCallback, useEffect, useState } from "react";
import { useMe } from "../store/me";
import { sentenceOf } from "./words";

export interface Asked<Answer> {
  answer: Answer | null;
  /** Why there is none. */
  wrong: string;
  again: () => void;
}

/** What the service answers, asked when the page opens and again when it is wanted. `question` must be kept by `useCallback`. */
export function useAsked<Answer>(question: () => Promise<Answer>): Asked<Answer> {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [wrong, setWrong] = useState("");
  const [times, setTimes] = useState(0);
  // Whoever had to sign in again meanwhile is answered anew.
  const session = useMe(({ me }) => me?.session ?? "");
  useEffect(() => {
    let gone = false;
    question().then(
      (given) => {
        if (gone) return;
        setAnswer(given);
        setWrong("");
      },
      (error: unknown) => {
        if (!gone) setWrong(sentenceOf(error));
      },
    );
    return () => {
      gone = true;
    };
  }, [question, times, session]);
  const again = useCallback(() => setTimes((before) => before + 1), []);
  return { answer, wrong, again };
}
