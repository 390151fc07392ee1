import { strings } from "../../strings";
import { Labelled } from "../Labelled";
import { write } from "../use";
import { helpOf } from "../shape";
import type { FieldProps } from "./field";

const words = strings.inspector.key;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"];

/** A key of the keypad, or none. */
export function KeyField({ path, shape, title, value }: FieldProps) {
  const now = typeof value === "string" || typeof value === "number" ? String(value) : "";
  return (
    <Labelled title={title} help={helpOf(shape)} path={path}>
      {(tied) => (
        <select
          className="input inspector-short"
          {...tied}
          value={now}
          onChange={({ target }) => write(path, title, target.value || undefined)}
        >
          <option value="">{words.none}</option>
          {KEYS.map((key) => (
            <option key={key} value={key}>
              {words.press(key)}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}
