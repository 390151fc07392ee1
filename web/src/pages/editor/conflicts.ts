/** Where two people changed the same, in words. */

import { spaced } from "../../doc/names";
import { titleOf } from "../../doc/ops";
import { schemaAt } from "../../doc/references";
import type { Schema } from "../../doc/schema";
import type { FlowDoc, Json, Path } from "../../doc/types";
import { firstWords } from "../../doc/wording";
import { strings } from "../../strings";

const LONGEST = 80;
/** Parts of a document that hold things by their names. */
const KEYED = 2;

/** “Ask the day – Question, English”: the step or the like, and the setting in it, as the forms call it. */
export function placeWords(document: FlowDoc, schema: Schema, path: Path): string {
  const [top, name] = path;
  const whole = top === "nodes" && typeof name === "string" ? titleOf(document, name) : null;
  const keys = path.slice(whole === null ? 0 : KEYED);
  const inner = keys.map((_, index) =>
    word(document, schema, path.slice(0, path.length - keys.length + index + 1)),
  );
  return [whole, inner.join(", ")].filter(Boolean).join(" – ");
}

function word(document: FlowDoc, schema: Schema, path: Path): string {
  const key = path.at(-1) ?? "";
  if (typeof key === "number") return String(key + 1);
  const around = schemaAt(schema, document, path.slice(0, -1));
  if (around?.format === "wording") return strings.common.language(key);
  return around?.properties?.[key]?.title ?? spaced(key);
}

/** A value as a person would read it, in a few words. */
export function valueWords(value: Json | undefined): string {
  if (value === undefined) return strings.editor.others.gone;
  const text = firstWords(value) || (typeof value === "object" ? JSON.stringify(value) : String(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
