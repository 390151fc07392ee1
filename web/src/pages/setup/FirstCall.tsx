import { Link } from "wouter";
import type { Setup } from "../../api/setup";
import type { FlowEntry } from "../../api/types";
import { useAnswer } from "../../calls/useAnswer";
import { strings } from "../../strings";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { tell } from "../../ui/Toasts";
import { steps } from "./firstSteps";

const words = strings.setup;

/** The way to the first real call, with what is done already. */
export function FirstCall({ setup, numbers }: { setup: Setup; numbers: number }) {
  const flows = useAnswer<FlowEntry[]>("/api/flows").answer ?? [];
  const done = steps(setup, flows, numbers);
  return (
    <section aria-labelledby="setup-first">
      <h2 id="setup-first">{words.first}</h2>
      <ol className="setup-steps">
        <Step done={done.edited}>
          {words.steps.edit} <Link href="/">{words.steps.editLink}</Link>
        </Step>
        <Step done={done.published}>{words.steps.publish}</Step>
        <Step done={done.keys}>{words.steps.keys(setup.tenant)}</Step>
        <Step>
          {words.steps.webhook} <Copied text={setup.telephone.webhook} />
        </Step>
        <Step done={done.numbered}>
          {words.steps.number} <Link href="/numbers">{words.steps.numberLink}</Link>
        </Step>
        <Step>{words.steps.ring}</Step>
      </ol>
    </section>
  );
}

function Step({ done, children }: { done?: boolean; children: React.ReactNode }) {
  return (
    <li>
      <span>{children}</span>
      {done !== undefined && <Badge kind={done ? "good" : "plain"}>{done ? words.done : words.open}</Badge>}
    </li>
  );
}

function Copied({ text }: { text: string }) {
  return (
    <span className="row">
      <code>{text}</code>
      <Button
        onClick={() => {
          void navigator.clipboard.writeText(text).then(() => tell(words.copied));
        }}
      >
        {words.copy}
      </Button>
    </span>
  );
}
