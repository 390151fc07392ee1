/** What is laid over the canvas, read from the service when it is wanted. */

import type { Change, Differences, Report } from "../../api/types";
import { useAnswer } from "../../calls/useAnswer";
import { useSync } from "../../store/sync";
import { useUi } from "../../store/ui";
import { strings } from "../../strings";

const words = strings.editor.overlay;

export interface Overlay {
  traffic?: Report;
  changes?: readonly Change[];
  /** Why nothing is seen; empty when something is, or is on its way. */
  told: string;
}

/** Of the flow that is open. */
export function useOverlay(): Overlay {
  const flow = useSync((state) => state.flow) ?? "";
  const revision = useSync((state) => state.revision);
  const overlay = useUi((state) => state.overlay);
  const report = useAnswer<Report>(overlay === "traffic" ? `/api/flows/${flow}/report` : null);
  const since = `/api/flows/${flow}/differences?from=live&to=draft&revision=${revision}`;
  const differences = useAnswer<Differences>(overlay === "changes" ? since : null);
  if (overlay === "traffic" && report.answer) {
    return { traffic: report.answer, told: report.answer.calls ? "" : words.noCalls };
  }
  if (overlay === "changes" && differences.answer) {
    const { changes } = differences.answer;
    return { changes, told: changes.length ? "" : words.noChanges };
  }
  const { error } = overlay === "traffic" ? report : differences;
  return { told: overlay === "none" ? "" : error };
}
