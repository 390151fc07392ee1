/** Opens the draft of a flow while its page is shown; `?step=` opens the form of a step. */

import { useCallback, useEffect, useState } from "react";
import { useSpecs } from "../../store/specs";
import { useSync } from "../../store/sync";
import { useUi } from "../../store/ui";
import { rememberEdited } from "../remembered";

/** Of a window this narrow the panel would take most. */
const NARROW = 760;

/** Why it could not be opened, empty while it can; `again` tries once more. */
export function useOpenFlow(flow: string): { failed: string; again: () => void } {
  const [failure, setFailure] = useState<{ of: string; why: string } | null>(null);
  const [attempt, setAttempt] = useState(0);
  const again = useCallback(() => setAttempt((now) => now + 1), []);
  useEffect(() => {
    let here = true;
    if (window.innerWidth < NARROW) useUi.getState().fold(true);
    useUi.setState({
      step: null,
      selected: [],
      focus: null,
      path: [],
      covered: null,
      overlay: "none",
      entry: null,
    });
    Promise.all([useSpecs.getState().load(), useSync.getState().open(flow)]).then(
      () => {
        rememberEdited();
        const step = new URLSearchParams(location.search).get("step");
        if (here && step) useUi.getState().goTo(["nodes", step]);
      },
      (error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        if (here) setFailure({ of: `${flow} ${attempt}`, why });
      },
    );
    return () => {
      here = false;
      useSync.getState().close();
    };
  }, [flow, attempt]);
  return { failed: failure?.of === `${flow} ${attempt}` ? failure.why : "", again };
}
