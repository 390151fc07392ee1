import { useState } from "react";
import { strings } from "../../strings";
import { Labelled } from "../Labelled";
import { helpOf } from "../shape";
import { write } from "../use";
import { rowsOf } from "../plain";
import { readAnything, writeAnything } from "./anything";
import type { FieldProps } from "./field";

const words = strings.inspector.anything;

/** A value of any shape; what cannot be read yet stays in the box. */
export function Anything({ path, shape, title, value }: FieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && typed.trim() !== "" && readAnything(typed) === undefined;
  return (
    <Labelled title={title} help={helpOf(shape) ?? words.hint} path={path}>
      {(tied) => (
        <>
          <textarea
            className="input inspector-code"
            rows={rowsOf(typed ?? writeAnything(value), 1)}
            spellCheck={false}
            {...tied}
            aria-invalid={wrong || tied["aria-invalid"]}
            value={typed ?? writeAnything(value)}
            onChange={({ target }) => {
              setTyped(target.value);
              if (target.value.trim() === "") write(path, title, shape.optional ? undefined : "");
              else {
                const now = readAnything(target.value);
                if (now !== undefined) write(path, title, now);
              }
            }}
            onBlur={() => {
              if (!wrong) setTyped(null);
            }}
          />
          {wrong && <p className="field-error">{words.wrong}</p>}
        </>
      )}
    </Labelled>
  );
}
