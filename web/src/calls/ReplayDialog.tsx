import { useMemo, useState } from "react";
import type { CallPage } from "../api/types";
import { strings } from "../strings";
import { Badge } from "../ui/Badge";
import { Dialog } from "../ui/Dialog";
import { localMinute, words } from "./format";
import { different, type Compared, type Difference, type Side } from "./replay";
import { useReplay } from "./useReplay";
import { Wrong } from "./Wrong";

const { replay: text, call } = strings.calls;

const KINDS: Record<Difference, "plain" | "warn" | "bad"> = {
  none: "plain",
  examples: "plain",
  words: "warn",
  path: "warn",
  missing: "warn",
};

/** The call and what the draft makes of it, side by side. */
export function ReplayDialog({ page, onClose }: { page: CallPage; onClose: () => void }) {
  const now = useMemo(() => localMinute(new Date(page.started_at)), [page.started_at]);
  const { compared, error, problems } = useReplay(page, now);
  const [less, setLess] = useState(false);
  const differing = different(compared ?? []);
  return (
    <Dialog open onClose={onClose} title={text.title} describe={text.describe} wide>
      {error && <Wrong error={error} />}
      {problems.length > 0 && (
        <ul>
          {problems.slice(0, 5).map((problem, index) => (
            <li key={index}>{problem.message}</li>
          ))}
        </ul>
      )}
      {!compared && !error && <p role="status">{text.asking}</p>}
      {compared && (
        <>
          <p role="status">{differing.length ? text.differs(differing.length) : text.same}</p>
          {differing.length > 0 && (
            <label className="row">
              <input type="checkbox" checked={less} onChange={(event) => setLess(event.target.checked)} />
              {text.onlyDifferent}
            </label>
          )}
          <Sides compared={less ? differing : compared} />
        </>
      )}
    </Dialog>
  );
}

function Sides({ compared }: { compared: readonly Compared[] }) {
  return (
    <div className="calls-scroll" tabIndex={0} role="group" aria-label={text.title}>
      <table className="list calls-sides">
        <thead>
          <tr>
            <th scope="col">{strings.calls.line.caller}</th>
            <th scope="col">{text.before}</th>
            <th scope="col">{text.after}</th>
          </tr>
        </thead>
        <tbody>
          {compared.map((turn) => (
            <tr key={turn.number} className={turn.difference}>
              <th scope="row">
                {turn.caller ? `“${turn.caller}”` : call.turn(turn.number)}
                <div>
                  <Badge kind={KINDS[turn.difference]}>{text[turn.difference]}</Badge>
                </div>
              </th>
              <td>
                <Told side={turn.before} />
              </td>
              <td>
                <Told side={turn.after} />
                {turn.examples.length > 0 && (
                  <p className="quiet calls-small">{text.exampled(turn.examples.map(words).join(", "))}</p>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Told({ side }: { side: Side | null }) {
  if (!side) return <p className="quiet">{text.nothing}</p>;
  return (
    <>
      {side.said.map((each, index) => (
        <p key={index}>{each}</p>
      ))}
      {side.steps.length > 0 && (
        <p className="quiet calls-small">
          {text.steps}: {side.steps.map(words).join(" → ")}
        </p>
      )}
      {side.ended && <Badge kind="accent">{text.ended(words(side.ended))}</Badge>}
    </>
  );
}
