import { useState } from "react";
import { sentence } from "../calls/useAnswer";
import { tell } from "../ui/Toasts";

interface Deed {
  busy: boolean;
  /** Why it could not be done the last time. */
  wrong: string;
  /** Do it, and tell so. Resolves to whether it could be done. */
  go: (done: string) => Promise<boolean>;
}

/** Something that is asked of the service by a button. */
export function useDeed(run: () => Promise<unknown>): Deed {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const go = async (done: string) => {
    if (busy) return false;
    setBusy(true);
    setWrong("");
    try {
      await run();
      if (done) tell(done, "good");
      return true;
    } catch (error) {
      setWrong(sentence(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, wrong, go };
}
