import { useCallback, useEffect, useState } from "react";
import { ask } from "../../api/client";
import type { FlowEntry } from "../../api/types";
import { useMay } from "../../store/me";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { tell } from "../../ui/Toasts";
import { ago } from "../ago";

const words = strings.flows;

/** Flows that were archived, and the way back. `changes`: how often something was archived while one looked. */
export function Archived({ changes, onBack }: { changes: number; onBack: () => void }) {
  const [flows, setFlows] = useState<readonly FlowEntry[]>([]);
  const [error, setError] = useState("");
  const may = useMay("publish");
  const read = useCallback(() => {
    // The list of all others tells when the service does not answer.
    ask<FlowEntry[]>("GET", "/api/flows?archived=true").then(setFlows, () => undefined);
  }, []);
  useEffect(read, [read, changes]);
  const back = async ({ name, title }: FlowEntry) => {
    setError("");
    try {
      await ask("POST", `/api/flows/${encodeURIComponent(name)}/unarchive`, {});
      tell(words.away.done(title || name), "good");
      onBack();
    } catch (failed) {
      setError(sentence(failed));
    }
    read();
  };
  if (!flows.length) return null;
  return (
    <details className="flows-away">
      <summary>{words.away.show(flows.length)}</summary>
      <p className="quiet">{words.away.help}</p>
      {error && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      <ul>
        {flows.map((flow) => (
          <li key={flow.name} className="row">
            <span>{flow.title || flow.name}</span>
            <span className="quiet">
              {words.edited(words.by(flow.draft.updated_by, ago(flow.draft.updated_at)))}
            </span>
            {may && (
              <Button aria-label={words.away.backOf(flow.title || flow.name)} onClick={() => void back(flow)}>
                {words.away.back}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

function sentence(failed: unknown): string {
  return failed instanceof Error ? failed.message : String(failed);
}
