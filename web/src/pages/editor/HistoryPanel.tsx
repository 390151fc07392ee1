import { useCallback, useEffect, useState } from "react";
import { ask } from "../../api/client";
import type { Draft, HistoryEntry } from "../../api/types";
import { useMay } from "../../store/me";
import { useSync } from "../../store/sync";
import { undo } from "../../store/undo";
import { strings } from "../../strings";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { tell } from "../../ui/Toasts";
import { ago } from "../ago";

const words = strings.editor.history;
/** Drafts begin with this revision. */
const FIRST = 1;

/** Every saved change of the draft, newest first; any of them can be made the draft again. */
export function HistoryPanel({ flow }: { flow: string }) {
  const revision = useSync((state) => state.revision);
  const { entries, hasOlder, error, older } = useHistory(flow, revision);
  const [wrong, setWrong] = useState("");
  const restore = (entry: HistoryEntry) => {
    setWrong("");
    restored(flow, entry).catch((failed: unknown) =>
      setWrong(failed instanceof Error ? failed.message : String(failed)),
    );
  };
  return (
    <section className="editor-history" aria-label={strings.editor.tabs.history}>
      <p className="quiet">{words.describe}</p>
      {(wrong || error) && (
        <p className="field-error" role="alert">
          {wrong || error}
        </p>
      )}
      {!entries && !error && <p className="quiet">{words.loading}</p>}
      {entries?.length === 0 && <p className="quiet">{words.empty}</p>}
      <ol>
        {entries?.map((entry) => (
          <Row key={entry.revision} entry={entry} now={entry.revision === revision} onRestore={restore} />
        ))}
      </ol>
      {hasOlder && <Button onClick={older}>{words.older}</Button>}
    </section>
  );
}

async function restored(flow: string, { revision, label }: HistoryEntry): Promise<void> {
  const { flush, take } = useSync.getState();
  await flush();
  const draft = await ask<Draft>("POST", `/api/flows/${flow}/draft/restore`, { revision });
  const done = words.restored(label || words.unnamed);
  take(draft, done);
  tell(done, "good", { label: strings.common.undo, run: undo });
}

interface RowProps {
  entry: HistoryEntry;
  now: boolean;
  onRestore: (entry: HistoryEntry) => void;
}

function Row({ entry, now, onRestore }: RowProps) {
  const { at, by } = entry;
  const may = useMay("edit");
  const label = entry.label || words.unnamed;
  return (
    <li>
      <span>
        {label}
        <small className="quiet">{words.by(by, ago(at))}</small>
      </span>
      {now ? (
        <Badge kind="accent">{words.now}</Badge>
      ) : (
        may && (
          <Button aria-label={words.restoreLabel(label)} onClick={() => onRestore(entry)}>
            {words.restore}
          </Button>
        )
      )}
    </li>
  );
}

/** The newest part of the history, read anew after each save, and older parts as they are asked for. */
function useHistory(flow: string, revision: number) {
  const [entries, setEntries] = useState<readonly HistoryEntry[] | null>(null);
  const [error, setError] = useState("");
  const read = useCallback(
    async (before: number | null) => {
      const query = before === null ? "" : `?before=${before}`;
      return ask<HistoryEntry[]>("GET", `/api/flows/${flow}/draft/history${query}`);
    },
    [flow],
  );
  useEffect(() => {
    let here = true;
    read(null).then(
      (newest) => {
        if (!here) return;
        const last = newest.at(-1)?.revision ?? 0;
        setEntries((known) => [...newest, ...(known ?? []).filter((each) => each.revision < last)]);
        setError("");
      },
      (failed: unknown) => {
        if (here) setError(failed instanceof Error ? failed.message : String(failed));
      },
    );
    return () => {
      here = false;
    };
  }, [read, revision]);
  const older = () => {
    read(entries?.at(-1)?.revision ?? null).then(
      (more) => {
        setEntries((known) => [...(known ?? []), ...more]);
      },
      (failed: unknown) => setError(failed instanceof Error ? failed.message : String(failed)),
    );
  };
  const hasOlder = (entries?.at(-1)?.revision ?? FIRST) > FIRST;
  return { entries, hasOlder, error, older };
}
