import { Link } from "wouter";
import type { CallRow } from "../api/types";
import { strings } from "../strings";
import { length, moment, money, phone } from "./format";
import { ResultBadge } from "./ResultBadge";

const { columns, direction, call: words } = strings.calls;

/** Calls, a row each. `titles`: of the flows, by their names. */
export function CallTable({
  calls,
  titles,
  busy,
}: {
  calls: readonly CallRow[];
  titles: ReadonlyMap<string, string>;
  busy: boolean;
}) {
  return (
    <table className="list calls-table" aria-busy={busy}>
      <caption className="visually-hidden">{columns.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{columns.when}</th>
          <th scope="col">{columns.who}</th>
          <th scope="col" className="calls-wide">
            {columns.flow}
          </th>
          <th scope="col">{columns.result}</th>
          <th scope="col" className="calls-number calls-wide">
            {columns.length}
          </th>
          <th scope="col" className="calls-number calls-wide">
            {columns.turns}
          </th>
          <th scope="col" className="calls-number calls-wide">
            {columns.cost}
          </th>
        </tr>
      </thead>
      <tbody>
        {calls.map((call) => (
          <Row key={call.id} call={call} title={titles.get(call.flow) ?? call.flow} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ call, title }: { call: CallRow; title: string }) {
  const who = phone(call.direction === "outbound" ? call.callee : call.caller);
  return (
    <tr>
      <td>
        <Link href={`/calls/${encodeURIComponent(call.id)}`} className="calls-open">
          {moment(call.started_at)}
        </Link>
        <div className="quiet calls-small calls-narrow">{length(call.seconds)}</div>
      </td>
      <td>
        <span className="calls-open">{who}</span>
        <div className="quiet calls-small">
          {direction[call.direction]}
          <span className="calls-narrow"> · {title}</span>
        </div>
      </td>
      <td className="calls-wide">
        {title}
        {call.version !== null && <div className="quiet calls-small">{words.version(call.version)}</div>}
      </td>
      <td>
        <ResultBadge call={call} />
      </td>
      <td className="calls-number calls-wide">{length(call.seconds)}</td>
      <td className="calls-number calls-wide">{call.turns ?? "–"}</td>
      <td className="calls-number calls-wide">
        {call.cost ? money(call.cost.amount, call.cost.currency) : "–"}
      </td>
    </tr>
  );
}
