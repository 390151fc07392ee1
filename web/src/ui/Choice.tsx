import { useId } from "react";

interface Props<Value extends string> {
  legend: string;
  options: readonly { value: Value; label: string; help?: string }[];
  value: Value;
  onChange: (value: Value) => void;
}

/** One of a few, all in sight. */
export function Choice<Value extends string>({ legend, options, value, onChange }: Props<Value>) {
  const name = useId();
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.help === undefined ? (
            option.label
          ) : (
            <span>
              <strong>{option.label}</strong> <span className="quiet">{option.help}</span>
            </span>
          )}
        </label>
      ))}
    </fieldset>
  );
}
