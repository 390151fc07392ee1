import type { Replay } from "../../api/types";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { length, moment } from "../format";
import { Group } from "./Group";
import { callsIn, groupsOf, keyOf, SECTIONS, type Section } from "./groups";

const text = strings.replays;

/** How a replay stands, and what it has found so far. */
export function Found({
  replay,
  titled,
  onEnd,
}: {
  replay: Replay;
  titled: (step: string) => string;
  onEnd: () => void;
}) {
  const { state, groups, calls, done } = replay;
  const sure = callsIn(groupsOf(groups, "sure"));
  return (
    <>
      <div role="status">
        {state === "running" ? (
          <p>{text.running(done, calls)}</p>
        ) : (
          <p className="replays-summary">
            <strong>{text.summary(sure, done)}</strong>
          </p>
        )}
      </div>
      {state === "running" && (
        <div className="row">
          <progress className="replays-progress" aria-label={text.progress} max={calls} value={done} />
          <Button onClick={onEnd}>{text.end}</Button>
        </div>
      )}
      {state !== "running" && <Over replay={replay} />}
      {SECTIONS.map((section) => (
        <Groups key={section} replay={replay} section={section} titled={titled} />
      ))}
    </>
  );
}

function Over({
  replay: { state, calls, done, why, started_at, started_by, ended_at, on, is_draft },
}: {
  replay: Replay;
}) {
  const seconds = ended_at ? (Date.parse(ended_at) - Date.parse(started_at)) / 1000 : null;
  return (
    <>
      <p className="quiet">
        {text.over(calls, on, moment(started_at), started_by)}{" "}
        {seconds !== null && text.took(length(seconds))} {state === "cancelled" && text.state.cancelled(done)}
        {state === "broken" && `${text.state.broken} ${why}`}
      </p>
      {on === null && !is_draft && <p className="replays-stale">{text.stale}</p>}
    </>
  );
}

function Groups({
  replay,
  section,
  titled,
}: {
  replay: Replay;
  section: Section;
  titled: (step: string) => string;
}) {
  const groups = groupsOf(replay.groups, section);
  if (!groups.length) return null;
  return (
    <section aria-labelledby={`replays-${section}`}>
      <h2 id={`replays-${section}`}>{text.sections[section]}</h2>
      {text.help[section] && <p className="quiet">{text.help[section]}</p>}
      <ul className="replays-groups">
        {groups.map((group) => (
          <Group key={keyOf(group)} replay={replay} group={group} titled={titled} />
        ))}
      </ul>
    </section>
  );
}
