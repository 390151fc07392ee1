import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useState } from "react";
import { setAt } from "../../doc/ops";
import type { Json, Path } from "../../doc/types";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Grouped } from "../Labelled";
import { changed } from "../owner";
import { edit, write } from "../use";
import { helpOf } from "../shape";
import { rowsOf } from "../plain";
import type { FieldProps } from "./field";
import { removedAt, swapped } from "./lists";
import { hasText, readLine, writeLine } from "./script";

const words = strings.inspector.script;
const NONE: string[] = [];

/** A conversation, line by line. */
export function ScriptField({ path, shape, title, value }: FieldProps) {
  const lines = Array.isArray(value) ? value : [];
  const put = (now: Json[]) => edit(changed(title, path), (document) => setAt(document, path, now));
  return (
    <Grouped title={title} help={helpOf(shape)} path={path}>
      <ol className="inspector-script">
        {lines.map((line, index) => (
          <ScriptLine
            key={index}
            {...{ path, index, line, title }}
            kinds={shape["x-lines"] ?? NONE}
            last={index === lines.length - 1}
            onMove={(by) => put(swapped(lines, index, by))}
            onRemove={() => put(removedAt(lines, index))}
          />
        ))}
      </ol>
      <Button icon={<Plus size={14} />} onClick={() => put([...lines, { caller: "" }])}>
        {words.add}
      </Button>
    </Grouped>
  );
}

function ScriptLine({
  path,
  index,
  line,
  title,
  kinds,
  last,
  onMove,
  onRemove,
}: {
  path: Path;
  index: number;
  line: Json;
  title: string;
  kinds: readonly string[];
  last: boolean;
  onMove: (by: number) => void;
  onRemove: () => void;
}) {
  const { kind, text } = readLine(line);
  const [typed, setTyped] = useState<string | null>(null);
  const here = [...path, index];
  const name = words.line(index + 1);
  const keep = (now: string, of: string) => {
    const written = writeLine({ kind: of, text: now });
    if (written !== null) write(here, title, written);
    return written !== null;
  };
  const shown = typed ?? text;
  return (
    <li className={`inspector-script-line ${kind}`} data-path={here.join("/")}>
      <select
        className="input"
        aria-label={words.what(index + 1)}
        value={kind}
        onChange={({ target }) => {
          setTyped(null);
          if (!keep(shown, target.value)) keep("", target.value);
        }}
      >
        {[...new Set([...kinds, kind])].map((each) => (
          <option key={each} value={each}>
            {words.kinds[each] ?? each}
          </option>
        ))}
      </select>
      {hasText(kind) && (
        <textarea
          className="input"
          rows={rowsOf(shown, 1)}
          dir="auto"
          aria-label={name}
          aria-invalid={typed !== null && writeLine({ kind, text: typed }) === null ? true : undefined}
          value={shown}
          onChange={({ target }) => {
            setTyped(target.value);
            keep(target.value, kind);
          }}
          onBlur={() => {
            if (typed !== null && writeLine({ kind, text: typed }) !== null) setTyped(null);
          }}
        />
      )}
      <span className="inspector-entry-tools">
        <Button
          kind="quiet"
          icon={<ArrowUp size={14} />}
          label={strings.inspector.up(name)}
          disabled={index === 0}
          onClick={() => onMove(-1)}
        />
        <Button
          kind="quiet"
          icon={<ArrowDown size={14} />}
          label={strings.inspector.down(name)}
          disabled={last}
          onClick={() => onMove(1)}
        />
        <Button
          kind="quiet"
          icon={<X size={14} />}
          label={strings.inspector.removeNamed(name)}
          onClick={onRemove}
        />
      </span>
    </li>
  );
}
