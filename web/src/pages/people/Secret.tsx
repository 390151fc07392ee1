import { Copy } from "lucide-react";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { tell } from "../../ui/Toasts";

const words = strings.people;

interface Props {
  title: string;
  describe: string;
  label: string;
  secret: string;
  onClose: () => void;
}

/** What is shown this once: a password, or a key. */
export function Secret({ title, describe, label, secret, onClose }: Props) {
  return (
    <Dialog open title={title} describe={describe} onClose={onClose}>
      <div className="access-secret" role="group" aria-label={label}>
        <code>{secret}</code>
        <Button icon={<Copy size={14} />} onClick={() => void copy(secret)}>
          {words.copy}
        </Button>
      </div>
      <Button kind="primary" onClick={onClose}>
        {words.done}
      </Button>
    </Dialog>
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
