import { useId, type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes } from "react";

interface Around {
  label: string;
  help?: string | undefined;
  error?: string | undefined;
}

/** A label, its control, a word of help and what is wrong. `children` gets the ids that tie them together. */
export function Field({
  label,
  help,
  error,
  children,
}: Around & {
  children: (ids: {
    id: string;
    "aria-describedby": string | undefined;
    "aria-invalid": boolean | undefined;
  }) => ReactNode;
}) {
  const id = useId();
  const described = help || error ? `${id}-more` : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, "aria-describedby": described, "aria-invalid": error ? true : undefined })}
      {(help || error) && (
        <p id={described} className={error ? "field-error" : "field-help"}>
          {error ?? help}
        </p>
      )}
    </div>
  );
}

/** One line of text. */
export function TextField({ label, help, error, ...rest }: Around & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Field label={label} help={help} error={error}>
      {(ids) => <input className="input" {...ids} {...rest} />}
    </Field>
  );
}

/** Several lines of text. */
export function TextArea({
  label,
  help,
  error,
  ...rest
}: Around & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Field label={label} help={help} error={error}>
      {(ids) => <textarea className="input" rows={2} {...ids} {...rest} />}
    </Field>
  );
}

/** One of several. */
export function Select({
  label,
  help,
  error,
  value,
  options,
  onChange,
  disabled,
}: Around & {
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
  disabled?: boolean;
}) {
  return (
    <Field label={label} help={help} error={error}>
      {(ids) => (
        <select
          className="input"
          {...ids}
          value={value}
          disabled={disabled}
          onChange={(event) => onChange(event.target.value)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
