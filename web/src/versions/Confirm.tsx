import { useState } from "react";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { sentenceOf } from "./words";

const { confirm: words } = strings.versions;

interface Props {
  title: string;
  describe: string;
  /** Does it; what the service refuses is shown here. */
  run: () => Promise<unknown>;
  /** It is done. */
  onDone: () => void;
  onClose: () => void;
}

/** One question before something that callers notice. */
export function Confirm({ title, describe, run, onDone, onClose }: Props) {
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const act = async () => {
    setBusy(true);
    try {
      await run();
      onDone();
    } catch (error) {
      setWrong(sentenceOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog open onClose={onClose} title={title} describe={describe}>
      {wrong && (
        <p className="field-error" role="alert">
          {wrong}
        </p>
      )}
      <div className="row">
        <Button kind="primary" disabled={busy} onClick={() => void act()}>
          {words.yes}
        </Button>
        <Button onClick={onClose}>{strings.common.cancel}</Button>
      </div>
    </Dialog>
  );
}
