import { X } from "lucide-react";
import { useId, useState } from "react";
import { fromRows, toRows, type Group } from "../../doc/conditions";
import { tryParse } from "../../doc/expr";
import type { Json } from "../../doc/types";
import { print } from "../../doc/exprPrint";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import type { Kind } from "../conditionFields";
import { Grouped, Labelled } from "../Labelled";
import { asText } from "../plain";
import { useFunctions, write } from "../use";
import { Rows } from "./ConditionRows";
import { helpOf } from "../shape";
import { rowsOf } from "../plain";
import type { FieldProps } from "./field";
import { FunctionHelp } from "./FunctionHelp";
import { ValueInput } from "./ValueInput";

const words = strings.inspector.condition;
const NO_ROWS: Group = { word: "and", parts: [] };

/** A condition as rows or as text; a value as a choice. */
export function ExpressionField(props: FieldProps) {
  return props.shape["x-condition"] ? <ConditionField {...props} /> : <ValueField {...props} />;
}

const ANY: Kind = { sort: "any", values: [] };

function ValueField({ path, shape, title, value }: FieldProps) {
  const functions = useFunctions();
  const wrong = asText(value) === "" ? null : tryParse(value, functions);
  return (
    <Labelled
      title={title}
      help={helpOf(shape)}
      path={path}
      side={
        shape.optional &&
        value !== undefined && (
          <Button
            kind="quiet"
            icon={<X size={14} />}
            label={strings.inspector.removeNamed(title)}
            onClick={() => write(path, title, undefined)}
          />
        )
      }
    >
      {({ id, "aria-describedby": describedBy, "aria-invalid": invalid }) => (
        <>
          <ValueInput
            id={id}
            label={title}
            describedBy={describedBy ?? ""}
            invalid={invalid === true || typeof wrong === "string"}
            value={value}
            target={ANY}
            isSet={false}
            onChange={(now) => write(path, title, now)}
          />
          {typeof wrong === "string" && <p className="field-error">{words.wrongValue(wrong)}</p>}
        </>
      )}
    </Labelled>
  );
}

function ConditionField({ path, shape, title, value }: FieldProps) {
  const functions = useFunctions();
  const [wantsText, setWantsText] = useState(false);
  const empty = value === undefined || value === null || value === "";
  const tree = empty ? null : tryParse(value, functions);
  const rows = tree === null ? NO_ROWS : typeof tree === "string" ? null : toRows(tree);
  const put = (source: Json) => write(path, title, source === "" && shape.optional ? undefined : source);
  return (
    <Grouped
      title={title}
      help={helpOf(shape)}
      path={path}
      side={
        rows && (
          <Button
            kind="quiet"
            aria-label={`${title}: ${wantsText ? words.rows : words.text}`}
            onClick={() => setWantsText(!wantsText)}
          >
            {wantsText ? words.rows : words.text}
          </Button>
        )
      }
    >
      {rows && !wantsText ? (
        <Rows
          title={title}
          group={rows}
          onChange={(group) => {
            const node = fromRows(group);
            put(node ? print(node) : "");
          }}
        />
      ) : (
        <ExpressionText
          label={title}
          value={asText(value)}
          error={typeof tree === "string" ? words.wrong(tree) : undefined}
          note={!rows && typeof tree !== "string" ? words.onlyText : undefined}
          onChange={(text) => {
            setWantsText(true);
            put(text);
          }}
        />
      )}
    </Grouped>
  );
}

/** The text of a condition or value, with what is wrong with it and the functions that there are. */
export function ExpressionText({
  label,
  value,
  error,
  note,
  onChange,
}: {
  label: string;
  value: string;
  error?: string | undefined;
  note?: string | undefined;
  onChange: (source: string) => void;
}) {
  const id = useId();
  return (
    <>
      <textarea
        className="input inspector-code"
        rows={rowsOf(value, 1)}
        spellCheck={false}
        aria-label={label}
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-more`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <div id={`${id}-more`}>
        {error && <p className="field-error">{error}</p>}
        {note && <p className="field-help">{note}</p>}
      </div>
      <FunctionHelp />
    </>
  );
}
