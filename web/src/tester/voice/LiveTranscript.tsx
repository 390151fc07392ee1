import { useEffect, useRef } from "react";
import { strings } from "../../strings";
import { Badge } from "../../ui/Badge";
import { shown } from "../talk/values";
import type { Spoken } from "./transcript";
import { useVoiceCall } from "./voiceCall";

const { voice: words, line, why } = strings.tester;

/** What is said, as it is said, and what is known by now. */
export function LiveTranscript() {
  const spoken = useVoiceCall((state) => state.call.spoken);
  const hearing = useVoiceCall((state) => state.call.hearing);
  const values = useVoiceCall((state) => state.call.values);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [spoken, hearing]);
  return (
    <>
      <div className="tester-conversation" tabIndex={0} role="log" aria-label={words.transcript}>
        {spoken.map((each) => (
          <Said key={`${each.id}-${each.turn}`} spoken={each} />
        ))}
        {hearing && (
          <p className="tester-caller waiting">
            <span className="visually-hidden">{words.listening}</span> {hearing}
          </p>
        )}
        <div ref={end} />
      </div>
      <ul className="tester-changes" aria-label={words.values}>
        {Object.entries(values).map(([name, value]) => (
          <li key={name}>
            <Badge kind="accent">{why.fills(name, shown(value))}</Badge>
          </li>
        ))}
      </ul>
    </>
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
