import { useId } from "react";
import { isMap } from "../../doc/equal";
import { stepsOf } from "../../doc/reading";
import { useDocument } from "../../store/document";
import { Labelled } from "../Labelled";
import { asText, rowsOf } from "../plain";
import { write } from "../use";
import { helpOf } from "../shape";
import type { FieldProps } from "./field";

/** What is written of a text: nothing at all where an optional one is emptied. */
function kept(text: string, optional: boolean): string | undefined {
  return text === "" && optional ? undefined : text;
}

/** One line of text; a text that groups things suggests those that are there. */
export function LineField({ path, shape, title, value }: FieldProps) {
  const list = useId();
  const suggests = shape["x-suggests"];
  return (
    <Labelled title={title} help={helpOf(shape)} path={path}>
      {(tied) => (
        <>
          <input
            className="input"
            {...tied}
            list={suggests ? list : undefined}
            maxLength={shape.maxLength}
            placeholder={asText(shape.default)}
            value={asText(value)}
            onChange={(event) => write(path, title, kept(event.target.value, shape.optional))}
          />
          {suggests && <Suggestions id={list} setting={suggests} />}
        </>
      )}
    </Labelled>
  );
}

function Suggestions({ id, setting }: { id: string; setting: string }) {
  const known = useDocument((state) =>
    [
      ...new Set(
        (state.document ? stepsOf(state.document) : []).flatMap(([, step]) =>
          isMap(step) ? [asText(step[setting])].filter(Boolean) : [],
        ),
      ),
    ].join("\n"),
  );
  return (
    <datalist id={id}>
      {known.split("\n").map((each) => (
        <option key={each} value={each} />
      ))}
    </datalist>
  );
}

/** Several lines, for colleagues or a language model. */
export function ProseField({ path, shape, title, value }: FieldProps) {
  return (
    <Labelled title={title} help={helpOf(shape)} path={path}>
      {(tied) => (
        <textarea
          className="input"
          rows={rowsOf(asText(value), 2)}
          {...tied}
          value={asText(value)}
          onChange={(event) => write(path, title, kept(event.target.value, shape.optional))}
        />
      )}
    </Labelled>
  );
}

/** A day with a time. */
export function MomentField({ path, shape, title, value }: FieldProps) {
  return (
    <Labelled title={title} help={helpOf(shape)} path={path}>
      {(tied) => (
        <input
          className="input"
          type="datetime-local"
          {...tied}
          value={asText(value ?? shape.default)}
          onChange={(event) => write(path, title, kept(event.target.value, shape.optional))}
        />
      )}
    </Labelled>
  );
}
