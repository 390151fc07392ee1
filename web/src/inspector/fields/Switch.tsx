import { useId } from "react";
import { strings } from "../../strings";
import { Labelled, ProblemNotes } from "../Labelled";
import { useProblems, write } from "../use";
import { helpOf } from "../shape";
import type { FieldProps } from "./field";

const words = strings.inspector;

/** Yes or no; where the flow has a say of its own, also “as usual”. */
export function SwitchField(props: FieldProps) {
  return typeof props.shape.default === "boolean" || !props.shape.optional ? (
    <Switch {...props} />
  ) : (
    <ThreeWays {...props} />
  );
}

function Switch({ path, shape, title, value }: FieldProps) {
  const id = useId();
  const usual = shape.default === true;
  const help = helpOf(shape);
  const problems = useProblems(path, true);
  return (
    <div className="field inspector-setting" data-path={path.join("/")}>
      <span className="inspector-check">
        <input
          type="checkbox"
          id={id}
          checked={typeof value === "boolean" ? value : usual}
          aria-describedby={`${id}-more`}
          onChange={({ target }) =>
            write(path, title, target.checked === usual && shape.optional ? undefined : target.checked)
          }
        />
        <label htmlFor={id}>{title}</label>
      </span>
      <div id={`${id}-more`} className="inspector-under">
        {help && <p className="field-help">{help}</p>}
        <ProblemNotes problems={problems} />
      </div>
    </div>
  );
}

const ANSWERS: Record<string, boolean | undefined> = { usual: undefined, yes: true, no: false };

function ThreeWays({ path, shape, title, value }: FieldProps) {
  return (
    <Labelled title={title} help={helpOf(shape)} path={path}>
      {(tied) => (
        <select
          className="input"
          {...tied}
          value={value === true ? "yes" : value === false ? "no" : "usual"}
          onChange={(event) => write(path, title, ANSWERS[event.target.value])}
        >
          <option value="usual">{words.asUsual}</option>
          <option value="yes">{words.yes}</option>
          <option value="no">{words.no}</option>
        </select>
      )}
    </Labelled>
  );
}
