import type { ReactNode } from "react";
import { Wrong } from "../calls/Wrong";
import { strings } from "../strings";
import { Button } from "../ui/Button";

interface Props {
  /** What the button says that does it. */
  action: string;
  kind?: "primary" | "danger";
  busy: boolean;
  /** Why it could not be done the last time. */
  wrong: string;
  /** Why it cannot be done yet. */
  why?: string | undefined;
  onSend: () => void;
  onClose: () => void;
  children?: ReactNode;
}

/** What a dialog asks for, and its two ways out. What was typed stays when it is refused. */
export function DialogForm({ action, kind = "primary", busy, wrong, why, onSend, onClose, children }: Props) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      {children}
      {wrong && <Wrong error={wrong} />}
      <div className="row">
        <Button kind={kind} type="submit" why={busy ? strings.common.busy : why}>
          {busy ? strings.common.busy : action}
        </Button>
        <Button onClick={onClose}>{strings.common.cancel}</Button>
      </div>
    </form>
  );
}
