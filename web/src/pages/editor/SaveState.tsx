import { CloudAlert, CloudCheck, CloudUpload, type LucideIcon } from "lucide-react";
import { useSync, type SyncState } from "../../store/sync";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";

const words = strings.editor;
const ICONS: Record<SyncState, LucideIcon> = {
  loading: CloudUpload,
  saving: CloudUpload,
  saved: CloudCheck,
  unsaved: CloudAlert,
  refused: CloudAlert,
};

/** Whether the service has all that was changed, in words; and why not. */
export function SaveState() {
  const state = useSync((sync) => sync.state);
  const why = useSync((sync) => sync.why);
  const changed = useSync((sync) => sync.changed);
  const flush = useSync((sync) => sync.flush);
  const Icon = ICONS[state];
  const wrong = state === "unsaved" || state === "refused";
  return (
    <div className={`editor-saving ${wrong ? "editor-bad" : "quiet"}`}>
      <span role="status" title={why || undefined}>
        <Icon size={16} aria-hidden="true" /> {words.state[state]}
      </span>
      {changed && <span className="editor-warn">{words.unpublished}</span>}
      {wrong && (
        // What went wrong is told by the state itself, once it is tried.
        <Button kind="quiet" onClick={() => void flush().catch(() => undefined)}>
          {words.saveNow}
        </Button>
      )}
    </div>
  );
}
