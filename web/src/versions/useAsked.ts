import { useCallback, useEffect, useState } from "react";
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
  }, [question, times]);
  const again = useCallback(() => setTimes((before) => before + 1), []);
  return { answer, wrong, again };
}
