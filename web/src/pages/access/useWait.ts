import { useEffect, useState } from "react";
import { secondsUntil } from "./remaining";

const TICK_MS = 250;

/** Counts the seconds that one has to wait. */
export function useWait(): { left: number; begin: (seconds: number) => void } {
  const [until, setUntil] = useState(0);
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (until === 0) return;
    const timer = setInterval(() => {
      const now = secondsUntil(until, Date.now());
      setLeft(now);
      if (now === 0) clearInterval(timer);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [until]);
  const begin = (seconds: number) => {
    setLeft(seconds);
    setUntil(seconds > 0 ? Date.now() + seconds * 1_000 : 0);
  };
  return { left, begin };
}
