import { useState } from "react";
import type { Json } from "../../doc/types";
import { useDocument } from "../../store/document";
import { strings } from "../../strings";
import { fieldsOf, type FieldGroup, type Kind } from "../conditionFields";
import { asText, rowsOf } from "../plain";
import { useFunctions } from "../use";
import { asKind, chosen, kindOfChoice, kindsOf, source, type Chosen, type ValueKind } from "../valueOf";
import { fieldOf, keyOf, said } from "./fieldKeys";
import { FunctionHelp } from "./FunctionHelp";

const words = strings.inspector.values;
const NOTHING: FieldGroup[] = [];

interface Props {
  id: string;
  label: string;
  describedBy: string;
  invalid: boolean;
  value: Json | undefined;
  /** What the value is kept as. */
  target: Kind;
  /** It may be made empty. */
  isSet: boolean;
  onChange: (value: Json) => void;
}

/** A value: chosen from those of the flow, fixed, or worked out. */
export function ValueInput({ id, label, describedBy, invalid, value, target, isSet, onChange }: Props) {
  const functions = useFunctions();
  const [wanted, setWanted] = useState<ValueKind | null>(null);
  const choice = chosen(value, functions);
  const kind = wanted ?? (choice ? kindOfChoice(choice) : "field");
  const kinds = [...new Set([...kindsOf(target, isSet), kind])];
  return (
    <span className="inspector-operand">
      <select
        className="input"
        aria-label={words.kind(label)}
        value={kind}
        onChange={(event) => {
          const now = event.target.value as ValueKind;
          setWanted(now);
          const made = asKind(choice, now, target);
          if (made) onChange(source(made));
        }}
      >
        {kinds.map((each) => (
          <option key={each} value={each}>
            {words.kinds[each]}
          </option>
        ))}
      </select>
      <Control
        {...{ id, describedBy, invalid, kind, choice, target }}
        written={asText(value)}
        onChange={(now) => {
          setWanted(kind === "formula" ? "formula" : null);
          onChange(source(now));
        }}
      />
    </span>
  );
}

function Control({
  id,
  describedBy,
  invalid,
  kind,
  choice,
  target,
  written,
  onChange,
}: {
  id: string;
  describedBy: string;
  invalid: boolean;
  kind: ValueKind;
  choice: Chosen | null;
  target: Kind;
  written: string;
  onChange: (choice: Chosen) => void;
}) {
  const tied = { id, "aria-describedby": describedBy || undefined, "aria-invalid": invalid || undefined };
  const text = choice && "text" in choice ? choice.text : "";
  switch (kind) {
    case "field":
      return <FieldChoice tied={tied} choice={choice} onChange={onChange} />;
    case "truth":
      return (
        <select
          className="input"
          {...tied}
          value={choice?.kind === "truth" ? String(choice.value) : "true"}
          onChange={({ target: { value } }) => onChange({ kind: "truth", value: value === "true" })}
        >
          <option value="true">{strings.inspector.yes}</option>
          <option value="false">{strings.inspector.no}</option>
        </select>
      );
    case "number":
      return <NumberBox tied={tied} text={text} onChange={onChange} />;
    case "text":
      return target.values.length ? (
        <select
          className="input"
          {...tied}
          value={text}
          onChange={(event) => onChange({ kind: "text", text: event.target.value })}
        >
          {[...new Set([...target.values, text])].map((each) => (
            <option key={each}>{each}</option>
          ))}
        </select>
      ) : (
        <input
          className="input"
          {...tied}
          value={text}
          onChange={(event) => onChange({ kind: "text", text: event.target.value })}
        />
      );
    case "formula":
      return (
        <>
          <textarea
            className="input inspector-code"
            rows={rowsOf(written, 1)}
            spellCheck={false}
            placeholder={words.hint}
            {...tied}
            value={written}
            onChange={(event) => onChange({ kind: "formula", text: event.target.value })}
          />
          <FunctionHelp />
        </>
      );
    default:
      return <span id={id} />;
  }
}

type Tied = { id: string; "aria-describedby": string | undefined; "aria-invalid": boolean | undefined };

function NumberBox({
  tied,
  text,
  onChange,
}: {
  tied: Tied;
  text: string;
  onChange: (choice: Chosen) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      className="input"
      inputMode="decimal"
      {...tied}
      value={typed ?? text}
      onChange={({ target }) => {
        setTyped(target.value);
        if (/^-?\d+(\.\d+)?$/.test(target.value.trim()))
          onChange({ kind: "number", text: target.value.trim() });
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

function FieldChoice({
  tied,
  choice,
  onChange,
}: {
  tied: Tied;
  choice: Chosen | null;
  onChange: (choice: Chosen) => void;
}) {
  const document = useDocument((state) => state.document);
  const groups = document ? fieldsOf(document) : NOTHING;
  const now = choice?.kind === "field" ? keyOf(choice.field) : "";
  const known = now === "" || groups.some(({ fields }) => fields.some((each) => keyOf(each) === now));
  return (
    <select
      className="input"
      {...tied}
      value={now}
      onChange={({ target }) => {
        if (target.value) onChange({ kind: "field", field: fieldOf(target.value) });
      }}
    >
      {now === "" && <option value="">{words.choose}</option>}
      {!known && <option value={now}>{said(fieldOf(now))}</option>}
      {groups.map(({ label, fields }) => (
        <optgroup key={label} label={strings.inspector.wording[label]}>
          {fields.map((each) => (
            <option key={keyOf(each)} value={keyOf(each)}>
              {said(each)}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  );
}
