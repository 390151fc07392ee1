import { useState } from "react";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";

interface Props {
  title: string;
  describe: string;
  /** What the button says that does it. */
  action: string;
  run: () => Promise<void>;
  onClose: () => void;
}

/** Asks before something is done that others notice; says what went wrong and stays open then. */
export function Confirmation({ title, describe, action, run, onClose }: Props) {
  const [error, setError] = useState("");
  const [running, setRunning] = useState(false);
  const go = async () => {
    setRunning(true);
    setError("");
    try {
      await run();
      onClose();
    } catch (failed) {
      setError(failed instanceof Error ? failed.message : String(failed));
      setRunning(false);
    }
  };
  return (
    <Dialog open onClose={onClose} title={title} describe={describe}>
      {error && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      <div className="row">
        <Button kind="danger" disabled={running} onClick={() => void go()}>
          {action}
        </Button>
        <Button onClick={onClose}>{strings.common.cancel}</Button>
      </div>
    </Dialog>
  );
}
