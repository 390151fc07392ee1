import { useState } from "react";
import { strings } from "../../strings";
import { readLength, UNITS, writeLength, type Unit } from "../duration";
import { Labelled } from "../Labelled";
import { write } from "../use";
import { helpOf } from "../shape";
import type { FieldProps } from "./field";

const words = strings.inspector.duration;

/** A length of time: an amount and its unit. */
export function DurationField({ path, shape, title, value }: FieldProps) {
  const usual = readLength(shape.default);
  const length = readLength(value);
  const [typed, setTyped] = useState<string | null>(null);
  const [unit, setUnit] = useState<Unit>(length?.unit ?? usual?.unit ?? "s");
  const unitNow = length?.unit ?? unit;
  const keep = (amount: string, inUnit: Unit) => {
    if (amount.trim() === "") write(path, title, shape.optional ? undefined : "");
    else if (/^\d+(\.\d+)?$/.test(amount.trim()))
      write(path, title, writeLength({ amount: amount.trim(), unit: inUnit }));
  };
  return (
    <Labelled title={title} help={helpOf(shape)} path={path}>
      {(tied) => (
        <span className="inspector-duration">
          <input
            className="input"
            inputMode="decimal"
            {...tied}
            placeholder={usual?.amount}
            value={typed ?? length?.amount ?? ""}
            onChange={({ target }) => {
              setTyped(target.value);
              keep(target.value, unitNow);
            }}
            onBlur={() => setTyped(null)}
          />
          <select
            className="input"
            aria-label={`${title}: ${words.unit}`}
            value={unitNow}
            onChange={({ target }) => {
              setUnit(target.value as Unit);
              if (length) keep(length.amount, target.value as Unit);
            }}
          >
            {UNITS.map((each) => (
              <option key={each} value={each}>
                {words.units[each]}
              </option>
            ))}
          </select>
        </span>
      )}
    </Labelled>
  );
}
