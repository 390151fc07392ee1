import { memo, useState } from "react";
import { strings } from "../../strings";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { shown } from "../talk/values";
import { WhyTold } from "../talk/WhyTold";
import type { LiveTurn, Spoken } from "./transcript";
import { useVoiceCall } from "./voiceCall";
import { useWhy } from "./useWhy";

const { voice: words, talk, line, why } = strings.tester;

interface Props {
  turn: LiveTurn;
  number: number;
  selected: boolean;
}

/** One turn of the call by voice: what was said by either side, what it changed, and why. */
export const VoiceTurn = memo(function VoiceTurn({ turn, number, selected }: Props) {
  const [open, setOpen] = useState(false);
  const callId = useVoiceCall((state) => state.callId);
  const select = useVoiceCall((state) => state.select);
  return (
    <li className={`tester-turn ${selected ? "selected" : ""}`}>
      {turn.spoken.map((spoken) => (
        <Said key={spoken.id} spoken={spoken} />
      ))}
      <Changes changed={turn.changed} />
      <div className="tester-turn-bar">
        <Button
          kind="quiet"
          aria-pressed={selected}
          label={talk.light}
          onClick={() => select(selected ? null : number)}
        >
          {talk.turn(number + 1)}
        </Button>
        <Button
          kind="quiet"
          aria-expanded={open}
          aria-label={talk.whyOf(number + 1)}
          onClick={() => setOpen(!open)}
        >
          {talk.why}
        </Button>
      </div>
      {open && callId && <WhyOf callId={callId} number={number} last={turn.last} />}
    </li>
  );
});

function WhyOf({ callId, number, last }: { callId: string; number: number; last: number }) {
  const { turn, error } = useWhy(callId, number, last);
  if (turn) return <WhyTold turn={turn} />;
  return <p className={error ? "field-error" : "quiet"}>{error || words.askingWhy}</p>;
}

function Changes({ changed }: { changed: LiveTurn["changed"] }) {
  const names = Object.entries(changed);
  if (names.length === 0) return null;
  return (
    <ul className="tester-changes">
      {names.map(([name, value]) => (
        <li key={name}>
          <Badge kind="accent">{why.fills(name, shown(value))}</Badge>
        </li>
      ))}
    </ul>
  );
}

function Cut({ spoken: { text, heard } }: { spoken: Spoken }) {
  return (
    <>
      {heard} <del>{text.startsWith(heard) ? text.slice(heard.length).trim() : text}</del>{" "}
      <span className="quiet">{words.cut}</span>
    </>
  );
}

function Said({ spoken }: { spoken: Spoken }) {
  if (spoken.who === "bot")
    return (
      <p className={`tester-said ${spoken.state}`}>
        {spoken.state === "cut" ? <Cut spoken={spoken} /> : spoken.text}
      </p>
    );
  if (spoken.who === "event") return <p className="tester-line">{line.event(spoken.text)}</p>;
  const text = spoken.who === "keys" ? line.press(spoken.text) : spoken.text || words.silence;
  return <p className="tester-caller">{text}</p>;
}
