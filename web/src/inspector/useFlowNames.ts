import { useEffect, useState } from "react";
import { ask } from "../api/client";
import type { FlowEntry } from "../api/types";
import { useSync } from "../store/sync";
import type { NameOption } from "./nameOptions";

const NONE: NameOption[] = [];

/** The other flows, by name; none until the service has answered, or when they are not asked for. */
export function useFlowNames(wanted: boolean): NameOption[] {
  const [flows, setFlows] = useState(NONE);
  const own = useSync((state) => state.flow);
  useEffect(() => {
    if (!wanted) return;
    let gone = false;
    ask<FlowEntry[]>("GET", "/api/flows").then(
      (entries) => {
        if (!gone) setFlows(entries.map(({ name, title }) => ({ name, about: title })));
      },
      // Without the list nothing can be chosen; what is set stays.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [wanted]);
  return flows.filter(({ name }) => name !== own);
}
