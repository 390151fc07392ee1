import { RotateCcw, Save, Undo2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { tell } from "../../ui/Toasts";
import { Problems } from "../Problems";
import { CallForm } from "./CallForm";
import { useConversation } from "./conversation";
import { MockForm } from "./MockForm";
import { SaveTest } from "./SaveTest";
import { SayBar } from "./SayBar";
import { tellLine } from "./script";
import { Turn } from "./Turn";
import { useLitPath, useReplay } from "./useReplay";
import { ValuesTable } from "./ValuesTable";

const { talk } = strings.tester;

/** The conversation by text. */
export function TalkTab() {
  useReplay();
  useLitPath();
  return (
    <div className="tester-talk">
      <Bar />
      <div className="tester-settings">
        <CallForm byVoice={false} />
        <MockForm />
        <ValuesTable />
      </div>
      <Conversation />
      <SayBar />
    </div>
  );
}

function Bar() {
  const [saving, setSaving] = useState(false);
  const count = useConversation((state) => state.lines.length);
  const saveable = useConversation((state) => state.played.asTest !== null);
  const { keepLines, restart } = useConversation.getState();
  return (
    <div className="row tester-bar">
      <Button icon={<Undo2 size={16} />} disabled={count === 0} onClick={() => keepLines(count - 1)}>
        {talk.undo}
      </Button>
      <Button icon={<RotateCcw size={16} />} onClick={restart}>
        {talk.restart}
      </Button>
      <Button icon={<Save size={16} />} disabled={count === 0 || !saveable} onClick={() => setSaving(true)}>
        {talk.save}
      </Button>
      {saving && <SaveTest onClose={() => setSaving(false)} />}
    </div>
  );
}

/** Go back to a turn; what is taken away by that can be had back. */
function backTo(place: number): void {
  const { lines, keepLines, setLines } = useConversation.getState();
  if (place >= lines.length) return;
  keepLines(place);
  tell(talk.wentBack(lines.length - place), "plain", {
    label: strings.common.undo,
    run: () => setLines(lines),
  });
}

function Conversation() {
  const turns = useConversation((state) => state.played.turns);
  const before = useConversation((state) => state.before);
  const differing = useConversation((state) => state.differing);
  const selected = useConversation((state) => state.selected);
  const asking = useConversation((state) => state.asking);
  const end = useRef<HTMLDivElement>(null);
  const count = useConversation((state) => state.lines.length);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [count, turns.length]);
  return (
    <div
      className="tester-conversation"
      tabIndex={0}
      role="log"
      aria-label={talk.transcript}
      aria-busy={asking}
    >
      <Differing />
      <ol>
        {turns.map((turn, place) => (
          <Turn
            key={place}
            turn={turn}
            place={place}
            before={differing.has(place) ? (before[place] ?? null) : null}
            selected={selected === place}
            onBackTo={backTo}
          />
        ))}
      </ol>
      <NotReached />
      <Refused />
      <div ref={end} />
    </div>
  );
}

function Differing() {
  const count = useConversation((state) => state.differing.size);
  const seen = useConversation((state) => state.seen);
  if (count === 0) return null;
  return (
    <p className="tester-notice">
      {talk.differing(count)} <Button onClick={seen}>{talk.seen}</Button>
    </p>
  );
}

/** Lines that were not played: there was no call any more, or they are being played. */
function NotReached() {
  const lines = useConversation((state) => state.lines);
  const played = useConversation((state) => state.played.turns.length);
  const asking = useConversation((state) => state.asking || state.played.lines !== state.lines);
  const left = lines.slice(Math.max(0, played - 1));
  if (left.length === 0) return null;
  return (
    <>
      {!asking && <p className="tester-note">{talk.notReached}</p>}
      {left.map((line, place) => (
        <p key={place} className="tester-caller waiting">
          {tellLine(line).text}
        </p>
      ))}
    </>
  );
}

function Refused() {
  const refusal = useConversation((state) => state.refusal);
  const stale = useConversation((state) => state.played.turns.length > 0);
  if (!refusal) return null;
  const { message, problems } = refusal;
  return <Problems message={problems.length && stale ? talk.stale : message} problems={problems} />;
}
