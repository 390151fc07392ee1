import { useEffect, useRef } from "react";
import { strings } from "../../strings";
import { VoiceTurn } from "./VoiceTurn";
import { useVoiceCall } from "./voiceCall";

const { voice: words } = strings.tester;

/** What is said, as it is said, turn by turn. */
export function LiveTranscript() {
  const turns = useVoiceCall((state) => state.call.turns);
  const hearing = useVoiceCall((state) => state.call.hearing);
  const selected = useVoiceCall((state) => state.selected);
  const end = useRef<HTMLDivElement>(null);
  const spoken = turns.reduce((count, turn) => count + turn.spoken.length, 0);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [spoken, hearing]);
  return (
    <div className="tester-conversation" tabIndex={0} role="log" aria-label={words.transcript}>
      <ol>
        {turns.map((turn, number) => (
          <VoiceTurn
            key={`${number} ${turn.id}`}
            turn={turn}
            number={number}
            selected={selected === number}
          />
        ))}
      </ol>
      {hearing && (
        <p className="tester-caller waiting">
          <span className="visually-hidden">{words.listening}</span> {hearing}
        </p>
      )}
      <div ref={end} />
    </div>
  );
}
