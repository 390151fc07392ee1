import { useSpecs } from "../../store/specs";
import { strings } from "../../strings";

const words = strings.inspector.condition;

/** What can be written in a condition or value. */
export function FunctionHelp() {
  const functions = useSpecs((state) => state.steps?.functions) ?? [];
  return (
    <details className="inspector-help">
      <summary>{words.help}</summary>
      <p>{words.functionHelp}</p>
      <dl>
        {functions.map(({ name, help }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{help}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
