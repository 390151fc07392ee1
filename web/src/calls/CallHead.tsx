import { Link } from "wouter";
import type { CallFacts, Money } from "../api/types";
import { strings } from "../strings";
import { length, moment, money, phone, words } from "./format";
import { ResultBadge } from "./ResultBadge";

const { call: text, direction, endedBy, endedUnknown, because } = strings.calls;
/** Ends that their name tells already. */
const PLAIN_ENDS = new Set(["agent", "caller", "transferred", "hang_up", "hangup"]);

/** Who, when, how long, and how it ended in words. */
export function CallHead({
  call,
  turns,
  cost,
  title,
}: {
  call: CallFacts;
  /** Times that the caller said or pressed something. */
  turns: number;
  cost: Money | null;
  title: string;
}) {
  const facts: [string, React.ReactNode][] = [
    [text.from, phone(call.caller)],
    [text.to, phone(call.callee)],
    [text.when, `${moment(call.started_at)} · ${direction[call.direction]}`],
    [text.result, <ResultBadge key="result" call={call} />],
    [text.length, length(call.seconds)],
    [
      text.flow,
      <>
        <Link href={`/flows/${encodeURIComponent(call.flow)}`}>{title}</Link>, {version(call)}
      </>,
    ],
    [text.turns, turns],
    [text.cost, cost ? money(cost.amount, cost.currency) : "–"],
  ];
  return (
    <>
      <dl className="calls-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {!call.live && call.ended_at !== null && <p className="calls-end">{ending(call)}</p>}
    </>
  );
}

function ending({ ended_by, why }: CallFacts): string {
  const how = (ended_by && endedBy[ended_by]) ?? endedUnknown;
  return why && why !== ended_by && !PLAIN_ENDS.has(why) ? `${how} ${because(words(why))}` : how;
}

function version({ version: number, line }: CallFacts): string {
  if (number !== null) return text.version(number);
  return line === "console" ? text.draft : text.noVersion;
}
