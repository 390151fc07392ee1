import { setAt } from "../../doc/ops";
import { strings } from "../../strings";
import { Form } from "../Form";
import { Grouped } from "../Labelled";
import { changed } from "../owner";
import { blank, helpOf } from "../shape";
import { edit, useRoot } from "../use";
import type { FieldProps } from "./field";

/** Settings within a setting; those that may be left out altogether are switched on first. */
export function ModelField({ path, shape, title, value }: FieldProps) {
  const root = useRoot();
  const needed = !shape.optional || (shape.default !== null && shape.default !== undefined);
  const on = value !== undefined && value !== null;
  return (
    <Grouped
      title={title}
      help={helpOf(shape)}
      path={path}
      within={!needed && !on}
      side={
        !needed && (
          <label className="inspector-check">
            <input
              type="checkbox"
              aria-label={strings.inspector.own(title)}
              checked={on}
              onChange={({ target }) =>
                edit(changed(title, path), (document) =>
                  setAt(document, path, target.checked ? blank(root, shape) : undefined),
                )
              }
            />
            {strings.inspector.set}
          </label>
        )
      }
    >
      {(needed || on) && (
        <div className="inspector-inner">
          <Form schema={shape} path={path} around={false} />
        </div>
      )}
    </Grouped>
  );
}
