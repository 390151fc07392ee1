import { useState } from "react";
import { Labelled } from "../Labelled";
import { write } from "../use";
import { helpOf } from "../shape";
import type { FieldProps } from "./field";

/** A number; one that is being typed and is none yet stays in the box. */
export function NumberField({ path, shape, title, value }: FieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const whole = shape.type === "integer";
  const commit = (text: string) => {
    const number = Number(text);
    if (text.trim() === "") {
      if (shape.optional) write(path, title, undefined);
    } else if (Number.isFinite(number) && (!whole || Number.isInteger(number))) write(path, title, number);
  };
  return (
    <Labelled title={title} help={helpOf(shape)} path={path}>
      {(tied) => (
        <input
          className="input inspector-short"
          inputMode={whole ? "numeric" : "decimal"}
          {...tied}
          placeholder={typeof shape.default === "number" ? String(shape.default) : ""}
          value={typed ?? (typeof value === "number" ? String(value) : "")}
          onChange={(event) => {
            setTyped(event.target.value);
            commit(event.target.value);
          }}
          onBlur={() => setTyped(null)}
        />
      )}
    </Labelled>
  );
}
