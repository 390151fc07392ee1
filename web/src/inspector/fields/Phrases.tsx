import { X } from "lucide-react";
import { useState, type ClipboardEvent, type KeyboardEvent } from "react";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Grouped } from "../Labelled";
import { write } from "../use";
import { helpOf } from "../shape";
import type { FieldProps } from "./field";
import { newPhrases, removedAt } from "./lists";

const words = strings.inspector.phrases;

/** Words that callers say: one by one, or many lines at once. */
export function PhrasesField({ path, shape, title, value }: FieldProps) {
  const [lines, setLines] = useState<string | null>(null);
  const phrases = Array.isArray(value) ? value.map(String) : [];
  const put = (now: string[]) => write(path, title, now.length || !shape.optional ? now : undefined);
  return (
    <Grouped
      title={title}
      help={helpOf(shape)}
      path={path}
      side={
        <Button
          kind="quiet"
          aria-label={`${title}: ${lines === null ? words.all : words.chips}`}
          onClick={() => setLines(lines === null ? phrases.join("\n") : null)}
        >
          {lines === null ? words.all : words.chips}
        </Button>
      }
    >
      {lines === null ? (
        <Chips title={title} phrases={phrases} onChange={put} />
      ) : (
        <textarea
          className="input"
          rows={Math.min(12, phrases.length + 2)}
          aria-label={title}
          value={lines}
          onChange={({ target }) => {
            setLines(target.value);
            put(newPhrases(`${target.value}\n`, []));
          }}
        />
      )}
    </Grouped>
  );
}

function Chips({
  title,
  phrases,
  onChange,
}: {
  title: string;
  phrases: string[];
  onChange: (phrases: string[]) => void;
}) {
  const [typed, setTyped] = useState("");
  const add = (text: string) => {
    const more = newPhrases(text, phrases);
    if (more.length) onChange([...phrases, ...more]);
    setTyped("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && typed.trim()) {
      event.preventDefault();
      add(typed);
    } else if (event.key === "Backspace" && !typed && phrases.length)
      onChange(removedAt(phrases, phrases.length - 1));
  };
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData("text");
    if (!/[\n,;]/.test(text)) return;
    event.preventDefault();
    add(text);
  };
  return (
    <>
      {phrases.length > 0 && (
        <ul className="inspector-chips">
          {phrases.map((phrase, index) => (
            <li key={`${phrase}/${index}`}>
              <span dir="auto">{phrase}</span>
              <button
                type="button"
                aria-label={words.remove(phrase)}
                title={words.remove(phrase)}
                onClick={() => onChange(removedAt(phrases, index))}
              >
                <X size={12} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <input
        className="input"
        aria-label={`${title}: ${words.add}`}
        placeholder={words.hint}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onBlur={() => {
          if (typed.trim()) add(typed);
        }}
      />
    </>
  );
}
