import { useState } from "react";
import { isName } from "../doc/names";
import { strings } from "../strings";
import { TextField } from "../ui/Field";

const words = strings.inspector;

/** A name that can be changed; the change is made when one is done typing. */
export function NameBox({
  name,
  taken,
  help,
  onRename,
}: {
  name: string;
  taken: readonly string[];
  help?: string;
  onRename: (to: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const now = typed ?? name;
  const wrong = !isName(now)
    ? words.nameWrong
    : now !== name && taken.includes(now)
      ? words.nameTaken(now)
      : undefined;
  const done = () => {
    if (!wrong && now !== name) onRename(now);
    if (!wrong) setTyped(null);
  };
  return (
    <TextField
      label={words.name}
      help={help}
      error={wrong}
      value={now}
      spellCheck={false}
      onChange={(event) => setTyped(event.target.value.toLowerCase().replaceAll(" ", "_"))}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === "Enter") {
          event.preventDefault();
          done();
        } else if (event.key === "Escape") setTyped(null);
      }}
    />
  );
}
