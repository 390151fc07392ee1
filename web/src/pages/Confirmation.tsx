import { Dialog } from "../ui/Dialog";
import { DialogForm } from "./DialogForm";
import { useDeed } from "./useDeed";

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
  const { busy, wrong, go } = useDeed(run);
  const send = async () => {
    if (await go("")) onClose();
  };
  return (
    <Dialog open onClose={onClose} title={title} describe={describe}>
      <DialogForm
        action={action}
        kind="danger"
        busy={busy}
        wrong={wrong}
        onSend={() => void send()}
        onClose={onClose}
      />
    </Dialog>
  );
}
