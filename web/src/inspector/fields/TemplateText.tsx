import { useRef } from "react";
import type { Path } from "../../doc/types";
import { strings } from "../../strings";
import { rowsOf } from "../plain";
import { InsertValue } from "./InsertValue";

/** A text with placeholders: `{day|spoken}` is put in at the cursor. */
export function TemplateText({
  label,
  head,
  language,
  missing,
  path,
  value,
  onChange,
}: {
  label: string;
  /** Stands above; empty for nothing. */
  head: string;
  language: string;
  missing: boolean;
  path: Path;
  value: string;
  onChange: (text: string) => void;
}) {
  const box = useRef<HTMLTextAreaElement>(null);
  const caret = useRef<[number, number] | null>(null);
  const insert = (placeholder: string) => {
    const [start, end] = caret.current ?? [value.length, value.length];
    onChange(value.slice(0, start) + placeholder + value.slice(end));
    requestAnimationFrame(() => {
      const at = start + placeholder.length;
      box.current?.focus();
      box.current?.setSelectionRange(at, at);
    });
  };
  return (
    <div className="inspector-cell" data-path={[...path, language].join("/")}>
      <div className="inspector-cell-head">
        <span aria-hidden="true">{head}</span>
        <InsertValue label={label} onInsert={insert} />
      </div>
      <textarea
        ref={box}
        className={`input inspector-text ${missing ? "missing" : ""}`}
        rows={rowsOf(value, 2)}
        lang={language}
        dir="auto"
        aria-label={label}
        placeholder={missing ? strings.inspector.wording.missing(head) : ""}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onSelect={({ currentTarget }) => {
          caret.current = [currentTarget.selectionStart, currentTarget.selectionEnd];
        }}
      />
    </div>
  );
}
