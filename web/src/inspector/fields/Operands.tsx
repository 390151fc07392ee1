import { useState } from "react";
import type { Field, Operand } from "../../doc/conditions";
import { strings } from "../../strings";
import { type FieldGroup, type Kind } from "../conditionFields";
import { fieldOf, keyOf, said } from "./fieldKeys";

const words = strings.inspector.condition;

/** A value to begin with, of the kind that it is compared with. */
export function firstOperand({ sort, values }: Kind): Operand {
  if (sort === "number") return { kind: "number", text: "1" };
  if (sort === "yes_no") return { kind: "truth", value: true };
  if (sort === "date") return { kind: "moment", name: "today" };
  return { kind: "text", text: sort === "time" ? "09:00" : (values[0] ?? "") };
}

interface Props {
  title: string;
  kind: Kind;
  many: boolean;
  values: Operand[];
  groups: readonly FieldGroup[];
  onChange: (values: Operand[]) => void;
}

/** What a field is compared with. */
export function Operands({ title, kind, many, values, groups, onChange }: Props) {
  if (many) return <Several {...{ title, kind, values, onChange }} />;
  const [value = firstOperand(kind)] = values;
  const source = value.kind === "field" ? "field" : value.kind === "moment" ? value.name : "fixed";
  const choose = (now: string) => {
    const [other] = groups.flatMap(({ fields }) => fields);
    if (now === "field") onChange([{ kind: "field", field: other ?? { path: "call.caller", of: "" } }]);
    else if (now === "fixed")
      onChange([kind.sort === "date" ? { kind: "text", text: "" } : firstOperand(kind)]);
    else onChange([{ kind: "moment", name: now }]);
  };
  const dated = kind.sort === "date" || kind.sort === "any" || value.kind === "moment";
  return (
    <span className="inspector-operand">
      <select
        className="input"
        aria-label={`${title}: ${words.valueKind}`}
        value={source}
        onChange={({ target }) => choose(target.value)}
      >
        <option value="fixed">{words.fixed}</option>
        <option value="field">{words.other}</option>
        {dated && <option value="today">{words.today}</option>}
        {dated && <option value="now">{words.now}</option>}
      </select>
      {value.kind === "field" ? (
        <OtherField
          title={title}
          field={value.field}
          groups={groups}
          onChange={(field) => onChange([{ kind: "field", field }])}
        />
      ) : (
        value.kind !== "moment" && (
          <Fixed title={title} kind={kind} value={value} onChange={(now) => onChange([now])} />
        )
      )}
    </span>
  );
}

function OtherField({
  title,
  field,
  groups,
  onChange,
}: {
  title: string;
  field: Field;
  groups: readonly FieldGroup[];
  onChange: (field: Field) => void;
}) {
  const all = groups.flatMap(({ fields }) => fields);
  const known = all.some((each) => keyOf(each) === keyOf(field)) ? all : [field, ...all];
  return (
    <select
      className="input"
      aria-label={`${title}: ${words.value}`}
      value={keyOf(field)}
      onChange={({ target }) => onChange(fieldOf(target.value))}
    >
      {known.map((each) => (
        <option key={keyOf(each)} value={keyOf(each)}>
          {said(each)}
        </option>
      ))}
    </select>
  );
}

type Constant = Exclude<Operand, { kind: "field" } | { kind: "moment" }>;

function Fixed({
  title,
  kind,
  value,
  onChange,
}: {
  title: string;
  kind: Kind;
  value: Constant;
  onChange: (value: Operand) => void;
}) {
  const label = `${title}: ${words.value}`;
  const [typed, setTyped] = useState<string | null>(null);
  if (value.kind === "truth")
    return (
      <select
        className="input"
        aria-label={label}
        value={String(value.value)}
        onChange={({ target }) => onChange({ kind: "truth", value: target.value === "true" })}
      >
        <option value="true">{strings.inspector.yes}</option>
        <option value="false">{strings.inspector.no}</option>
      </select>
    );
  if (value.kind === "text" && kind.values.length)
    return (
      <select
        className="input"
        aria-label={label}
        value={value.text}
        onChange={({ target }) => onChange({ kind: "text", text: target.value })}
      >
        {[...new Set([...kind.values, value.text])].map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    );
  return (
    <input
      className="input"
      aria-label={label}
      type={
        value.kind === "text" && kind.sort === "date"
          ? "date"
          : value.kind === "text" && kind.sort === "time"
            ? "time"
            : "text"
      }
      inputMode={value.kind === "number" ? "decimal" : undefined}
      value={typed ?? value.text}
      onChange={({ target }) => {
        setTyped(target.value);
        const now = constant(target.value, kind);
        if (now) onChange(now);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

/** What somebody typed, as a value of the kind; null while it is none. */
export function constant(text: string, { sort }: Kind): Operand | null {
  const isNumber = /^-?\d+(\.\d+)?$/.test(text.trim());
  if (sort === "number") return isNumber ? { kind: "number", text: text.trim() } : null;
  return sort === "any" && isNumber ? { kind: "number", text: text.trim() } : { kind: "text", text };
}

function Several({
  title,
  kind,
  values,
  onChange,
}: {
  title: string;
  kind: Kind;
  values: Operand[];
  onChange: (values: Operand[]) => void;
}) {
  const written = values.map((value) => ("text" in value ? value.text : "")).join(", ");
  const [typed, setTyped] = useState<string | null>(null);
  if (kind.values.length) {
    const picked = values.map((value) => ("text" in value ? value.text : ""));
    return (
      <fieldset className="inspector-several">
        <legend className="visually-hidden">{`${title}: ${words.value}`}</legend>
        {[...new Set([...kind.values, ...picked])].map((each) => (
          <label key={each} className="inspector-check">
            <input
              type="checkbox"
              checked={picked.includes(each)}
              onChange={({ target }) =>
                onChange(
                  [...(target.checked ? [...picked, each] : picked.filter((other) => other !== each))].map(
                    (text) => ({
                      kind: "text",
                      text,
                    }),
                  ),
                )
              }
            />
            {each}
          </label>
        ))}
      </fieldset>
    );
  }
  return (
    <input
      className="input"
      aria-label={`${title}: ${words.value}`}
      placeholder={words.valuesHelp}
      value={typed ?? written}
      onChange={({ target }) => {
        setTyped(target.value);
        const parts = target.value.split(",").map((part) => part.trim());
        onChange(parts.filter(Boolean).flatMap((part) => constant(part, kind) ?? []));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
