import { useState } from "react";
import { Link } from "wouter";
import type { CallPage as Page, FlowEntry } from "../api/types";
import { callerLines } from "../calls/asTest";
import { Costs, Events, StepsByTurn, Values } from "../calls/CallAside";
import { CallHead } from "../calls/CallHead";
import "../calls/calls.css";
import { phone } from "../calls/format";
import { useRecorder } from "../calls/recorder";
import { Recording } from "../calls/Recording";
import { ReplayDialog } from "../calls/ReplayDialog";
import { TestDialog } from "../calls/TestDialog";
import { Told, useFlowOf } from "../calls/titles";
import { Transcript } from "../calls/Transcript";
import { useAnswer } from "../calls/useAnswer";
import { useCallPage } from "../calls/useCallPage";
import { WayPicture } from "../calls/WayPicture";
import { Wrong } from "../calls/Wrong";
import { useWhyNot } from "../store/me";
import { strings } from "../strings";
import { Badge } from "../ui/Badge";
import { Button } from "../ui/Button";
import { useTitle } from "./useTitle";

const { call: text } = strings.calls;

/** One call: what was said, why it went so, and what to make of it. */
export default function CallPage({ call = "" }: { call?: string }) {
  // The number is nobody’s business who reads the browser’s history.
  useTitle(text.one);
  const { page, error, again, groups } = useCallPage(call);
  const flows = useAnswer<FlowEntry[]>("/api/flows").answer;
  const flow = flows?.find(({ name }) => name === page?.flow);
  const told = useFlowOf(page);
  const hear = useRecorder((state) => state.hear);
  return (
    <div className="page calls">
      <Link href="/calls">{text.back}</Link>
      {!page && <h1>{text.one}</h1>}
      {error && <Wrong error={error} again={again} />}
      {!page && !error && <p role="status">{strings.common.loading}</p>}
      {page && (
        <Told value={told}>
          <div className="row spread">
            <h1>{text.title(phone(page.direction === "outbound" ? page.callee : page.caller))}</h1>
            {page.live ? <Badge kind="accent">{text.live}</Badge> : <Uses page={page} />}
          </div>
          <CallHead call={page} turns={answered(page)} cost={page.total} title={flow?.title ?? page.flow} />
          {page.recording && !page.live && <Recording call={call} />}
          {page.recording && page.ended_by === "transferred" && (
            <p className="quiet">{strings.recording.handedOver}</p>
          )}
          <div className="calls-columns">
            <section aria-labelledby="call-transcript">
              <h2 id="call-transcript">{text.transcript}</h2>
              {page.live && <p className="quiet">{text.following}</p>}
              <div role={page.live ? "log" : undefined}>
                <Transcript
                  groups={groups}
                  flow={page.flow}
                  play={page.recording && !page.live ? hear : null}
                />
              </div>
            </section>
            <div className="calls-aside">
              <StepsByTurn page={page} />
              <Values page={page} />
              <Costs page={page} />
            </div>
          </div>
          {!page.live && page.turns.length > 0 && <WayPicture page={page} />}
          <Events id={page.id} />
        </Told>
      )}
    </div>
  );
}

/** What can be made of a call that is over. */
function Uses({ page }: { page: Page }) {
  const [open, setOpen] = useState<"test" | "replay" | null>(null);
  const why = useWhyNot("edit");
  if (!callerLines(page).length) return <span className="quiet">{text.noLines}</span>;
  return (
    <span className="row">
      <Button why={why} onClick={() => setOpen("replay")}>
        {text.replay}
      </Button>
      <Button kind="primary" why={why} onClick={() => setOpen("test")}>
        {text.test}
      </Button>
      {open === "test" && <TestDialog page={page} onClose={() => setOpen(null)} />}
      {open === "replay" && <ReplayDialog page={page} first={null} onClose={() => setOpen(null)} />}
    </span>
  );
}

function answered({ turns }: Page): number {
  return turns.filter(({ doing }) => doing === "words" || doing === "keys").length;
}
