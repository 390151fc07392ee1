import { strings } from "../../strings";
import { Labelled } from "../Labelled";
import { asText } from "../plain";
import { valueLabel, helpOf } from "../shape";
import { write } from "../use";
import type { FieldProps } from "./field";

/** One of several. */
export function ChoiceField({ path, shape, title, value }: FieldProps) {
  const known = (shape.enum ?? []).map(String);
  const usual = asText(shape.default);
  const now = value == null ? usual : asText(value);
  return (
    <Labelled title={title} help={helpOf(shape)} path={path}>
      {(tied) => (
        <select
          className="input"
          {...tied}
          value={now}
          onChange={({ target }) =>
            write(path, title, target.value === usual && shape.optional ? undefined : target.value)
          }
        >
          {now === "" && <option value="">{strings.inspector.none}</option>}
          {[...known, ...(now === "" || known.includes(now) ? [] : [now])].map((each) => (
            <option key={each} value={each}>
              {valueLabel(shape, each)}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}
