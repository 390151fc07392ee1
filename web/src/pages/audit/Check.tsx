import { useState } from "react";
import { ask } from "../../api/client";
import type { AuditCheck } from "../../api/audit";
import { sentence } from "../../calls/useAnswer";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";

const words = strings.audit;

/** Has the whole log hashed again, and tells its head. */
export function Check() {
  const [found, setFound] = useState<AuditCheck | null>(null);
  const [said, setSaid] = useState("");
  const [running, setRunning] = useState(false);
  const check = () => {
    setRunning(true);
    setSaid("");
    ask<AuditCheck>("GET", "/api/audit/check")
      .then(setFound, (why: unknown) => setSaid(sentence(why)))
      .finally(() => setRunning(false));
  };
  return (
    <section>
      <Button disabled={running} onClick={check}>
        {running ? words.checking : words.check}
      </Button>
      <div role="status">
        {said && <p className="field-error">{said}</p>}
        {found && !found.whole && <p className="field-error">{words.broken(found.why ?? "")}</p>}
        {found?.whole && <p>{words.whole(found.entries)}</p>}
        {found?.whole && found.head && (
          <p>
            {words.head} <code>{found.head}</code>
          </p>
        )}
      </div>
    </section>
  );
}
