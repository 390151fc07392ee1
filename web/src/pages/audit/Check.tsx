import { useState } from "react";
import { ask } from "../../api/client";
import type { AuditCheck } from "../../api/audit";
import { Wrong } from "../../calls/Wrong";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { useDeed } from "../useDeed";

const words = strings.audit;

/** Has the whole log hashed again, and tells its head. */
export function Check() {
  const [found, setFound] = useState<AuditCheck | null>(null);
  const { busy, wrong, go } = useDeed(async () => {
    setFound(null);
    setFound(await ask<AuditCheck>("GET", "/api/audit/check"));
  });
  return (
    <section>
      <Button why={busy ? words.checking : undefined} onClick={() => void go("")}>
        {busy ? words.checking : words.check}
      </Button>
      {wrong && <Wrong error={wrong} />}
      {found && !found.whole && <Wrong error={words.broken(found.why ?? "")} />}
      <div role="status">
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
