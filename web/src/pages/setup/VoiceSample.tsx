import { Volume2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { fetched } from "../../api/client";
import { sentence } from "../../calls/useAnswer";
import { useWhyNot } from "../../store/me";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Select, TextField } from "../../ui/Field";

const words = strings.setup;

/** A sentence as callers hear it. */
export function VoiceSample({ languages }: { languages: readonly string[] }) {
  const [text, setText] = useState(words.sample);
  const [language, setLanguage] = useState(languages[0] ?? "en");
  const [sound, setSound] = useState("");
  const [saying, setSaying] = useState(false);
  const why = useWhyNot("edit");
  const [error, setError] = useState("");
  const player = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    if (!sound) return;
    player.current?.play().catch(() => undefined); // a browser may want a click on the player itself
    return () => URL.revokeObjectURL(sound);
  }, [sound]);
  const say = () => {
    setSaying(true);
    setError("");
    fetched("POST", "/api/setup/voice", { text, language })
      .then(
        (blob) => setSound(URL.createObjectURL(blob)),
        (why: unknown) => setError(sentence(why)),
      )
      .finally(() => setSaying(false));
  };
  return (
    <section aria-labelledby="setup-voice">
      <h2 id="setup-voice">{words.voice}</h2>
      <div className="setup-sample">
        <TextField
          label={words.sampleLabel}
          value={text}
          maxLength={300}
          error={error || undefined}
          onChange={(event) => setText(event.target.value)}
        />
        <Select
          label={words.language}
          value={language}
          options={languages.map((code) => ({ value: code, label: code }))}
          onChange={setLanguage}
        />
        <Button icon={<Volume2 size={16} />} disabled={saying || !text.trim()} why={why} onClick={say}>
          {saying ? words.saying : words.say}
        </Button>
      </div>
      {sound && <audio ref={player} controls src={sound} aria-label={words.voice} />}
    </section>
  );
}
