import { Copy } from "lucide-react";
import { Link } from "wouter";
import { strings } from "../strings";
import { Empty } from "../ui/Badge";
import { Button } from "../ui/Button";
import { tell } from "../ui/Toasts";

const { empty } = strings.calls;

/** Before the first call: how to make it. */
export function NoCalls() {
  const command = `trunkline call --url ${window.location.origin} --say "I would like to book an appointment"`;
  return (
    <Empty title={empty.title}>
      <p>{empty.start}</p>
      <p className="row calls-command">
        <code>{command}</code>
        <Button icon={<Copy size={16} />} label={empty.copy} onClick={() => void copy(command)} />
      </p>
      <p>
        {empty.then} <Link href="/numbers">{empty.numbers}</Link>.
      </p>
    </Empty>
  );
}

async function copy(command: string): Promise<void> {
  await navigator.clipboard.writeText(command);
  tell(empty.copied, "good");
}
