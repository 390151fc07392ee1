import { useEffect, useState } from "react";
import { Link } from "wouter";
import type { CallRow } from "../api/types";
import { strings } from "../strings";
import { length, phone, words } from "./format";
import type { Following } from "./useLiveCalls";

const { live } = strings.calls;

/** Who is on the line now. */
export function LiveCalls({
  calls,
  following,
  titles,
}: {
  calls: readonly CallRow[];
  following: Following;
  titles: ReadonlyMap<string, string>;
}) {
  const now = useNow(calls.length > 0);
  return (
    <section className="calls-live" aria-labelledby="calls-live-title">
      <h2 id="calls-live-title">{live.title}</h2>
      {following !== "following" && (
        <p className={following === "lost" ? "field-error" : "quiet"} role="status">
          {live[following]}
        </p>
      )}
      {following === "following" && calls.length === 0 && <p className="quiet">{live.none}</p>}
      <ul>
        {calls.map((call) => (
          <LiveCall key={call.id} call={call} now={now} title={titles.get(call.flow) ?? call.flow} />
        ))}
      </ul>
    </section>
  );
}

function LiveCall({ call, now, title }: { call: CallRow; now: number; title: string }) {
  const who = phone(call.direction === "outbound" ? call.callee : call.caller);
  const seconds = Math.max(0, (now - Date.parse(call.started_at)) / 1000);
  return (
    <li className="calls-card">
      <span className="calls-dot" aria-hidden="true" />
      <Link href={`/calls/${encodeURIComponent(call.id)}`} aria-label={live.open(who)}>
        {who}
      </Link>
      <span>{title}</span>
      <span className="quiet">
        {length(Math.floor(seconds))} · {live.turns(call.turns ?? 0)}
        {call.step && ` · ${live.at(call.step_title ?? words(call.step))}`}
      </span>
    </li>
  );
}

function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return now;
}
