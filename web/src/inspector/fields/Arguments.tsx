import { X } from "lucide-react";
import { useId } from "react";
import type { ActionSpec } from "../../api/types";
import { isMap } from "../../doc/equal";
import { tryParse } from "../../doc/expr";
import { setAt } from "../../doc/ops";
import type { NameKind } from "../../doc/references";
import type { Path } from "../../doc/types";
import { useDocument } from "../../store/document";
import { useSpecs } from "../../store/specs";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Grouped } from "../Labelled";
import { kindOf, kindOfType } from "../conditionFields";
import { ownerOf } from "../owner";
import { asText } from "../plain";
import { edit, useFunctions, useProblems, useValue, write } from "../use";
import { ProblemNotes } from "../Labelled";
import { helpOf } from "../shape";
import type { FieldProps } from "./field";
import { AddName } from "./AddName";
import { ValueInput } from "./ValueInput";

const words = strings.inspector;
type Arguments = ActionSpec["arguments"];
const NO_ARGUMENTS: Arguments = {};

/** Names, each with a value: what is set, or what an action is given, which the action itself tells. */
export function Arguments({ path, shape, title, value }: FieldProps) {
  const beside = shape["x-arguments-of"];
  const action = useValue([...path.slice(0, -1), beside ?? "-"]);
  const told = useArguments(beside !== undefined && typeof action === "string" ? action : "");
  const written = isMap(value) ? Object.keys(value) : [];
  const names = [...new Set([...Object.keys(told), ...written])];
  const kind = shape.propertyNames?.["x-names"] as NameKind | undefined;
  return (
    <Grouped title={title} help={helpOf(shape)} path={path} within={false}>
      <ul className="inspector-values">
        {names.map((name) => (
          <Value
            key={name}
            path={[...path, name]}
            name={name}
            told={told[name]}
            open={!(name in told)}
            isSet={kind !== undefined}
          />
        ))}
      </ul>
      {beside === undefined || !Object.keys(told).length ? (
        <AddName path={path} title={title} kind={kind} taken={names} first={kind ? "empty()" : ""} />
      ) : null}
    </Grouped>
  );
}

/** What an action is given: as the installation tells it, or else as the flow declares it. */
function useArguments(action: string): Arguments {
  const spec = useSpecs((state) => state.actions.find((each) => each.name === action));
  const declared = useValue(["actions", action || "-", "in"]);
  if (spec) return spec.arguments;
  if (!isMap(declared)) return NO_ARGUMENTS;
  return Object.fromEntries(
    Object.entries(declared).map(([name, type]) => [
      name,
      { type: asText(type), required: false, description: "" },
    ]),
  );
}

function Value({
  path,
  name,
  told,
  open,
  isSet,
}: {
  path: Path;
  name: string;
  told: Arguments[string] | undefined;
  /** The name is one of the flow's own, which is given this value. */
  isSet: boolean;
  /** It can be taken away. */
  open: boolean;
}) {
  const id = useId();
  const functions = useFunctions();
  const value = useValue(path);
  const problems = useProblems(path, true);
  const wrong = asText(value) === "" ? null : tryParse(value, functions);
  const document = useDocument((state) => (isSet ? state.document : null));
  const target = isSet ? kindOf(document, { path: name, of: "" }) : kindOfType(told?.type ?? "");
  return (
    <li className="inspector-value" data-path={path.join("/")}>
      <div className="inspector-value-head">
        <label htmlFor={id}>{name}</label>
        {told && (
          <span className="quiet" id={`${id}-type`}>
            {words.values.types[told.type] ?? told.type}
            {told.required && `, ${words.values.required}`}
          </span>
        )}
      </div>
      <span className="inspector-name">
        <ValueInput
          id={id}
          label={name}
          describedBy={`${id}-type ${id}-more`}
          invalid={typeof wrong === "string"}
          value={value}
          target={target}
          isSet={isSet}
          onChange={(now) => write(path, name, now)}
        />
        {(open || value !== undefined) && (
          <Button
            kind="quiet"
            icon={<X size={14} />}
            label={words.removeNamed(name)}
            onClick={() =>
              edit(words.edits.removed(name, ownerOf(path)), (document) => setAt(document, path, undefined))
            }
          />
        )}
      </span>
      <div id={`${id}-more`}>
        {told?.description && <p className="field-help">{told.description}</p>}
        {typeof wrong === "string" && <p className="field-error">{words.condition.wrongValue(wrong)}</p>}
        <ProblemNotes problems={problems} />
      </div>
    </li>
  );
}
