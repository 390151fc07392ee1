import { lazy, Suspense, useMemo, useState } from "react";
import type { CallPage, Draft, FlowDoc, Version } from "../api/types";
import { strings } from "../strings";
import { draftAddress } from "./editDraft";
import type { Marked } from "./FlowPicture";
import { visits, ways } from "./path";
import { useAnswer } from "./useAnswer";
import { Wrong } from "./Wrong";

const FlowPicture = lazy(() => import("./FlowPicture"));
const { call: text, picture } = strings.calls;

/** The way of a call on a picture of its flow, as the flow was in its version; drawn when it is unfolded. */
export function WayPicture({ page }: { page: CallPage }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text.picture}</summary>
      {open && <Drawn page={page} />}
    </details>
  );
}

function Drawn({ page }: { page: CallPage }) {
  const flow = encodeURIComponent(page.flow);
  const address =
    page.version === null ? draftAddress(page.flow) : `/api/flows/${flow}/versions/${page.version}`;
  const { answer, error, again } = useAnswer<Draft | (Version & { document: FlowDoc })>(address);
  const marks = useMemo((): ReadonlyMap<string, Marked> => {
    const counted = [...visits(page.turns)];
    return new Map(
      counted.map(([step, times]) => [step, { told: picture.came(times), strength: 1, kind: "accent" }]),
    );
  }, [page.turns]);
  const counts = useMemo(
    () => new Map(ways(page.turns).map(([from, to, times]) => [`${from} ${to}`, times])),
    [page.turns],
  );
  if (error) return <Wrong error={error} again={again} />;
  if (!answer) return <p role="status">{strings.common.loading}</p>;
  return (
    <Suspense fallback={<p role="status">{strings.common.loading}</p>}>
      <FlowPicture
        document={answer.document}
        marks={marks}
        counts={counts}
        linkTo={(step) => `/flows/${flow}?step=${encodeURIComponent(step)}`}
      />
    </Suspense>
  );
}
