import { useContext, useState } from "react";
import type { CallPage, FlowDoc, Version } from "../api/types";
import { strings } from "../strings";
import { Badge } from "../ui/Badge";
import { Dialog } from "../ui/Dialog";
import { Select } from "../ui/Field";
import { rangAt } from "./asTest";
import { words } from "./format";
import { different, type Compared, type Difference, type Side } from "./replay";
import { Told, titlesOf } from "./titles";
import { useAnswer } from "./useAnswer";
import { useReplay } from "./useReplay";
import { Wrong } from "./Wrong";

const { target, targetFirst } = strings.replays;
const { replay: text, call } = strings.calls;

const KINDS: Record<Difference, "plain" | "warn" | "bad"> = {
  none: "plain",
  examples: "plain",
  words: "warn",
  path: "warn",
  missing: "warn",
};

interface Props {
  page: CallPage;
  /** What it is played on, to begin with: a version, or (null) the draft. */
  first: number | null;
  onClose: () => void;
}

/** The call and what the draft, or a version, makes of it, side by side. */
export function ReplayDialog({ page, first, onClose }: Props) {
  const [on, setOn] = useState(first);
  const now = rangAt(page);
  const { document, compared, error, problems } = useReplay(page, now, on);
  const [less, setLess] = useState(false);
  const differing = different(compared ?? []);
  return (
    <Dialog open onClose={onClose} title={text.title(target(on))} describe={text.describe} wide>
      <On page={page} on={on} onChange={setOn} />
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
          <Sides compared={less ? differing : compared} on={on} document={document} />
        </>
      )}
    </Dialog>
  );
}

function On({
  page,
  on,
  onChange,
}: {
  page: CallPage;
  on: number | null;
  onChange: (on: number | null) => void;
}) {
  const path = `/api/flows/${encodeURIComponent(page.flow)}/versions`;
  const versions = useAnswer<Version[]>(path).answer?.map(({ number }) => number) ?? [];
  const all = on === null || versions.includes(on) ? versions : [on, ...versions];
  return (
    <Select
      label={text.on}
      value={String(on ?? "")}
      options={[null, ...all].map((each) => ({
        value: String(each ?? ""),
        label: targetFirst(each),
      }))}
      onChange={(value) => onChange(value ? Number(value) : null)}
    />
  );
}

function Sides({
  compared,
  on,
  document,
}: {
  compared: readonly Compared[];
  on: number | null;
  /** What it is played on. */
  document: FlowDoc | null;
}) {
  const ran = useContext(Told) ?? document;
  return (
    <div className="calls-scroll" tabIndex={0} role="group" aria-label={text.title(target(on))}>
      <table className="list calls-sides">
        <thead>
          <tr>
            <th scope="col">{strings.calls.line.caller}</th>
            <th scope="col">{text.before}</th>
            <th scope="col">{text.after(target(on))}</th>
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
                <Did side={turn.before} titled={titlesOf(ran)} />
              </td>
              <td>
                <Did side={turn.after} titled={titlesOf(document)} />
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

function Did({ side, titled }: { side: Side | null; titled: (step: string) => string }) {
  if (!side) return <p className="quiet">{text.nothing}</p>;
  return (
    <>
      {side.said.map((each, index) => (
        <p key={index}>{each}</p>
      ))}
      {side.steps.length > 0 && (
        <p className="quiet calls-small">
          {text.steps}: {side.steps.map(titled).join(" → ")}
        </p>
      )}
      {side.ended && <Badge kind="accent">{text.ended(words(side.ended))}</Badge>}
    </>
  );
}
