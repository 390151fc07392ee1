import { useState } from "react";
import type { CallTurn } from "../api/types";
import { strings } from "../strings";
import { Badge } from "../ui/Badge";
import { clock } from "./format";
import { heardOf, type Group } from "./grouping";
import type { LiveLine } from "./timeline";
import { TurnWhy } from "./TurnWhy";

const { line: text, why, call } = strings.calls;

/** Plays the recording from there; null where there is none. */
type Play = ((ms: number) => void) | null;

/** What was said by both sides, and behind each turn why it went so. */
export function Transcript({ groups, flow, play }: { groups: readonly Group[]; flow: string; play: Play }) {
  if (!groups.length) return <p className="quiet">{call.noTranscript}</p>;
  return (
    <ol className="calls-transcript">
      {groups.map((group) => (
        <li key={group.turn} id={`turn-${group.turn}`}>
          {group.lines.map((line, index) => (
            <Line key={index} line={line} play={play} />
          ))}
          {group.told && <Opened turn={group.told} flow={flow} />}
        </li>
      ))}
    </ol>
  );
}

function Line({ line, play }: { line: LiveLine; play: Play }) {
  return (
    <div className="calls-line" lang={line.language ?? undefined}>
      {play ? (
        <button
          type="button"
          className="calls-at"
          title={call.playFrom(clock(line.at_ms))}
          onClick={() => play(line.at_ms)}
        >
          {clock(line.at_ms)}
        </button>
      ) : (
        <time>{clock(line.at_ms)}</time>
      )}
      <div className={`calls-said ${line.who} ${line.unsettled ? "unsettled" : ""}`}>
        <span className="calls-who" lang="en">
          {text[line.who]}
          {line.cut && <Badge kind="warn">{text.cut}</Badge>}
          {line.unsettled && <Badge kind="accent">{text.speaking}</Badge>}
          {line.event === "backchannel" && ` · ${text.backchannel}`}
          {line.event === "unanswered" && ` · ${text.unanswered}`}
          {line.event === "unfinished" && ` · ${text.unfinished}`}
        </span>
        <Words line={line} />
      </div>
    </div>
  );
}

function Words({ line }: { line: LiveLine }) {
  if (line.event === "silence") return <>{text.silence}</>;
  if (line.who === "keys") return <>{text.pressed(line.text)}</>;
  const [heard, unheard] = heardOf(line);
  if (!unheard) return <>{heard}</>;
  return (
    <>
      {heard}
      <span className="calls-unheard" title={text.notHeard}>
        <span className="visually-hidden"> ({text.notHeard}:) </span>
        {unheard}
      </span>
    </>
  );
}

/** Its insides are made when it is first opened: calls may have a hundred turns. */
function Opened({ turn, flow }: { turn: CallTurn; flow: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="calls-turn" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary aria-label={`${why.show} ${call.turn(turn.turn)}`}>{why.show}</summary>
      {open && <TurnWhy turn={turn} flow={flow} />}
    </details>
  );
}
