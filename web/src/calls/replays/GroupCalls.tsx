import { useState } from "react";
import { Link } from "wouter";
import type { CallPage, Replay, ReplayedCalls, ReplayGroup } from "../../api/types";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { moment, phone } from "../format";
import { ReplayDialog } from "../ReplayDialog";
import { useAnswer } from "../useAnswer";
import { Wrong } from "../Wrong";
import { callsQuery, detailLines } from "./groups";

const text = strings.replays;

interface Props {
  replay: Replay;
  group: ReplayGroup;
  titled: (step: string) => string;
}

/** The calls of a group, page by page. */
export function GroupCalls(props: Props) {
  const [pages, setPages] = useState<readonly number[]>([0]);
  return (
    <div className="calls-scroll" tabIndex={0} role="group" aria-label={text.show}>
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{text.call}</th>
            <th scope="col">{text.differs}</th>
            <th scope="col">{text.compare}</th>
          </tr>
        </thead>
        {pages.map((after, place) => (
          <Page
            key={after}
            {...props}
            after={after}
            onMore={place === pages.length - 1 ? (next) => setPages([...pages, next]) : null}
          />
        ))}
      </table>
    </div>
  );
}

function Page({
  replay: { flow, id, on },
  group,
  titled,
  after,
  onMore,
}: Props & { after: number; onMore: ((next: number) => void) | null }) {
  const path = `/api/flows/${encodeURIComponent(flow)}/replays/${id}/calls?${callsQuery(group, after)}`;
  const { answer, error, again } = useAnswer<ReplayedCalls>(path);
  const next = answer?.next ?? null;
  return (
    <tbody>
      {!answer && (
        <tr>
          <td colSpan={3}>{error ? <Wrong error={error} again={again} /> : text.loading}</td>
        </tr>
      )}
      {answer?.calls.map((call) => (
        <Call key={call.id} call={call} on={on} titled={titled} />
      ))}
      {next !== null && onMore && (
        <tr>
          <td colSpan={3}>
            <Button onClick={() => onMore(next)}>{text.more}</Button>
          </td>
        </tr>
      )}
    </tbody>
  );
}

function Call({
  call: { id, started_at, caller, details },
  on,
  titled,
}: {
  call: ReplayedCalls["calls"][number];
  on: number | null;
  titled: (step: string) => string;
}) {
  const [open, setOpen] = useState(false);
  const when = moment(started_at);
  return (
    <tr>
      <th scope="row">
        <Link href={`/calls/${encodeURIComponent(id)}`}>{when}</Link>
        <div className="quiet calls-small">{phone(caller)}</div>
      </th>
      <td>
        <ul className="replays-details">
          {details &&
            detailLines(details, titled).map(({ what, how }) => (
              <li key={what}>
                <span className="quiet">{what}:</span> {how}
              </li>
            ))}
        </ul>
      </td>
      <td>
        <Button aria-label={text.open(when)} onClick={() => setOpen(true)}>
          {text.compare}
        </Button>
        {open && <Compared call={id} on={on} onClose={() => setOpen(false)} />}
      </td>
    </tr>
  );
}

/** One call as it was and as it was played, turn by turn. */
function Compared({ call, on, onClose }: { call: string; on: number | null; onClose: () => void }) {
  const { answer, error, again } = useAnswer<CallPage>(`/api/calls/${encodeURIComponent(call)}/page`);
  if (answer) return <ReplayDialog page={answer} first={on} onClose={onClose} />;
  return error ? <Wrong error={error} again={again} /> : <p role="status">{text.loading}</p>;
}
