import { RotateCcw } from "lucide-react";
import { useState } from "react";
import { ask } from "../../api/client";
import type { Draft } from "../../api/types";
import { useSync } from "../../store/sync";
import { undo } from "../../store/undo";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { tell } from "../../ui/Toasts";
import { Confirmation } from "../Confirmation";

const words = strings.editor.discard;

/** Back to what is published; only where there is something to discard. */
export function Discard({ flow }: { flow: string }) {
  const changed = useSync((state) => state.changed);
  const [asking, setAsking] = useState(false);
  const discard = async () => {
    const { flush, take } = useSync.getState();
    await flush();
    take(await ask<Draft>("DELETE", `/api/flows/${flow}/draft`), words.done);
    tell(words.done, "good", { label: strings.common.undo, run: undo });
  };
  if (!changed) return null;
  return (
    <>
      <Button
        kind="quiet"
        icon={<RotateCcw size={16} />}
        label={words.open}
        onClick={() => setAsking(true)}
      />
      {asking && (
        <Confirmation
          title={words.title}
          describe={words.describe}
          action={words.confirm}
          run={discard}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
