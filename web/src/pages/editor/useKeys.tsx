import { useEffect, useState, type ReactNode } from "react";
import { useSync } from "../../store/sync";
import { redo, undo } from "../../store/undo";
import { strings } from "../../strings";
import { Dialog } from "../../ui/Dialog";
import { tell } from "../../ui/Toasts";
import { commandOf } from "./keys";

const words = strings.editor;

/** The keys of the editor as a whole; what it returns shows the list of keys when that is asked for. */
export function useKeys(): ReactNode {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const command = commandOf(event);
      if (!command) return;
      event.preventDefault();
      if (command === "undo") undo();
      else if (command === "redo") redo();
      else if (command === "save") void saveNow();
      else setShown(true);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
  if (!shown) return null;
  return (
    <Dialog open title={words.keys.title} describe={words.keys.describe} onClose={() => setShown(false)}>
      <dl className="editor-keys">
        {words.keys.list.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

async function saveNow(): Promise<void> {
  try {
    await useSync.getState().flush();
    tell(words.state.saved, "good");
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error), "bad");
  }
}
