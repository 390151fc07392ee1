import { Copy } from "lucide-react";
import type { ReactNode } from "react";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { tell } from "../../ui/Toasts";

const words = strings.people;

/** What is shown this once: a password, or a key. */
export interface Secret {
  title: string;
  describe: string;
  label: string;
  text: string;
}

interface Props {
  title: string;
  describe?: string;
  /** Null: it is not made yet, and what makes it is shown. */
  secret: Secret | null;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog in which a secret is made, and shown then. */
export function SecretDialog({ title, describe = "", secret, onClose, children }: Props) {
  return (
    <Dialog
      open
      firm={secret !== null}
      title={secret?.title ?? title}
      describe={secret?.describe ?? describe}
      onClose={onClose}
    >
      {secret ? <Shown secret={secret} onClose={onClose} /> : children}
    </Dialog>
  );
}

/** The first password of an account, or another one. */
export function passwordOf(name: string, text: string): Secret {
  return { title: words.onceTitle(name), describe: words.once, label: words.onceLabel, text };
}

function Shown({ secret: { label, text }, onClose }: { secret: Secret; onClose: () => void }) {
  return (
    <>
      <div className="access-secret" role="group" aria-label={label}>
        <code>{text}</code>
        <Button autoFocus icon={<Copy size={14} />} onClick={() => void copy(text)}>
          {words.copy}
        </Button>
      </div>
      <Button kind="primary" onClick={onClose}>
        {words.done}
      </Button>
    </>
  );
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell(words.copied, "good");
  } catch {
    tell(words.cannotCopy, "bad");
  }
}
