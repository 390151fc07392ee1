import { memo, useState } from "react";
import type { RehearsedTurn } from "../../api/types";
import { spaced } from "../../doc/names";
import { strings } from "../../strings";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { StepLink } from "../StepLink";
import { useConversation } from "./conversation";
import { tellLine } from "./script";
import { changesOf, shown } from "./values";
import { WhyTold } from "./WhyTold";

const { talk, why } = strings.tester;

interface Props {
  turn: RehearsedTurn;
  place: number;
  /** How it went before the flow was edited, when it goes differently now. */
  before: RehearsedTurn | null;
  selected: boolean;
  onBackTo: (place: number) => void;
}

/** One turn: what the caller did, what was said, what it changed, and why. */
export const Turn = memo(function Turn({ turn, place, before, selected, onBackTo }: Props) {
  const [open, setOpen] = useState(false);
  const select = useConversation((state) => state.select);
  return (
    <li className={`tester-turn ${selected ? "selected" : ""} ${before ? "differs" : ""}`}>
      <Did turn={turn} />
      {turn.said.map(({ text, step }, nth) => (
        <p key={nth} className="tester-said">
          <StepLink step={step} /> {text}
        </p>
      ))}
      {turn.said.length === 0 && isAnswered(turn) && <p className="tester-line">{talk.saidNothing}</p>}
      {before && <Before turn={before} />}
      <Changes place={place} />
      <Outcome turn={turn} />
      <div className="tester-turn-bar">
        <Button
          kind="quiet"
          aria-pressed={selected}
          onClick={() => select(selected ? null : place)}
          label={talk.light}
        >
          {talk.turn(place + 1)}
        </Button>
        <Button
          kind="quiet"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          aria-label={talk.whyOf(place + 1)}
        >
          {talk.why}
        </Button>
        <Button kind="quiet" onClick={() => onBackTo(place)}>
          {talk.replay}
        </Button>
        {before && <Badge kind="warn">{talk.differs}</Badge>}
      </div>
      {open && <WhyTold turn={turn} />}
    </li>
  );
});

/** Whether something is to be said after it. */
function isAnswered({ line, ended }: RehearsedTurn): boolean {
  return ended === null && !line?.hangup && line?.set === undefined;
}

function Did({ turn: { line } }: { turn: RehearsedTurn }) {
  if (!line) return <p className="tester-line">{talk.began}</p>;
  const { who, text } = tellLine(line);
  return <p className={who === "caller" ? "tester-caller" : "tester-line"}>{text}</p>;
}

function Before({ turn }: { turn: RehearsedTurn }) {
  return (
    <p className="tester-before">
      <strong>{talk.before}:</strong> {turn.said.map(({ text }) => text).join(" ") || talk.nothingSaid}
      {turn.ended && ` ${talk.ended(spaced(turn.ended))}.`}
    </p>
  );
}

function Changes({ place }: { place: number }) {
  const turns = useConversation((state) => state.played.turns);
  const changes = changesOf(turns, place);
  if (changes.length === 0) return null;
  return (
    <ul className="tester-changes">
      {changes.map(({ name, to }) => (
        <li key={name}>
          <Badge kind="accent">{why.fills(name, shown(to))}</Badge>
        </li>
      ))}
    </ul>
  );
}

function Outcome({ turn }: { turn: RehearsedTurn }) {
  const answerIt = useConversation((state) => state.answerIt);
  return (
    <>
      {turn.unmocked.map((action) => (
        <p key={action} className="tester-note">
          {talk.unmocked(action)}{" "}
          <button
            type="button"
            className="tester-link"
            aria-label={talk.answerItOf(action)}
            onClick={() => answerIt(action)}
          >
            {talk.answerIt}
          </button>
        </p>
      ))}
      {turn.transfer && (
        <p className="tester-note">
          {talk.transferred(turn.transfer.to)}
          {turn.transfer.summary && `: ${turn.transfer.summary}`}
        </p>
      )}
      {turn.ended && !turn.transfer && <p className="tester-note">{talk.ended(spaced(turn.ended))}</p>}
    </>
  );
}
