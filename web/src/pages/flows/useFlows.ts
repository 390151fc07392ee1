/** The list of flows, kept up to date while it is looked at. */

import { useCallback, useEffect, useState } from "react";
import { ask } from "../../api/client";
import type { FlowEntry } from "../../api/types";

const REFRESH_MS = 10_000;

interface Flows {
  /** Null until they are read. */
  flows: readonly FlowEntry[] | null;
  /** Why they could not be read the last time; empty when they could. */
  error: string;
  reload: () => void;
}

export function useFlows(): Flows {
  const [flows, setFlows] = useState<readonly FlowEntry[] | null>(null);
  const [error, setError] = useState("");
  const reload = useCallback(() => {
    ask<FlowEntry[]>("GET", "/api/flows").then(
      (read) => {
        setFlows(read);
        setError("");
      },
      (failed: unknown) => setError(failed instanceof Error ? failed.message : String(failed)),
    );
  }, []);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") reload();
    };
    reload();
    const timer = setInterval(look, REFRESH_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [reload]);
  return { flows, error, reload };
}
