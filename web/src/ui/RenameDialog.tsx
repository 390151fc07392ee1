import { useState, type SubmitEvent } from "react";
import { strings } from "../strings";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { TextField } from "./Field";

const words = strings.outline;

interface Props {
  name: string;
  /** What is wrong with a name; undefined: nothing. */
  fault: (name: string) => string | undefined;
  onRename: (name: string) => void;
  onClose: () => void;
}

/** Ask for another name. It is mounted while it is open. */
export function RenameDialog({ name, fault, onRename, onClose }: Props) {
  const [typed, setTyped] = useState(name);
  const error = fault(typed);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    if (error === undefined) onRename(typed);
  };
  return (
    <Dialog open onClose={onClose} title={words.renameTitle}>
      <form onSubmit={send}>
        <TextField
          label={words.renameLabel}
          help={words.renameHelp}
          error={error}
          value={typed}
          autoFocus
          onFocus={(event) => event.target.select()}
          onChange={(event) => setTyped(event.target.value)}
        />
        <div className="row">
          <Button kind="primary" type="submit" disabled={error !== undefined}>
            {words.rename}
          </Button>
          <Button onClick={onClose}>{strings.common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
