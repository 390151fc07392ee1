/** What in a document names something else of it: read off the schema's `x-names`, never off a list of our own. */

import { isMap } from "./equal";
import { identifiers, placeholders } from "./mentions";
import { mapOf } from "./reading";
import type { Schema } from "./schema";
import type { FlowDoc, Path } from "./types";
import { rewritten } from "./walk";

export { schemaAt } from "./walk";

/** `value`: a slot or a variable. */
export type NameKind = "step" | "slot" | "value" | "action" | "handler" | "knowledge" | "result" | "flow";

export interface Reference {
  path: Path;
  kind: NameKind;
  name: string;
}

/** Every setting, and every key of a map, that is the name of something; those in conditions and texts are `mentions`. */
export function references(document: FlowDoc, schema: Schema, kind?: NameKind): Reference[] {
  const found: Reference[] = [];
  const note = (name: string, names: string | undefined, path: Path) => {
    if (names !== undefined && (kind === undefined || names === kind))
      found.push({ path, kind: names as NameKind, name });
    return name;
  };
  rewritten(schema, document, {
    text: (text, at, path) => note(text, at["x-names"], path),
    key: (key, names, path) => note(key, names, path),
  });
  return found;
}

/** Slots and variables that conditions and texts make use of; `path` is that of the whole condition or text. */
export function mentions(document: FlowDoc, schema: Schema, known = valuesOf(document)): Reference[] {
  const values = new Set(known);
  const found: Reference[] = [];
  const note = (names: string[], path: Path) => {
    for (const name of new Set(names)) if (values.has(name)) found.push({ path, kind: "value", name });
  };
  rewritten(schema, document, {
    text: (text, at, path) => {
      if (at.format === "expression") note(identifiers(text), path);
      else if (at.format === "wording") note(placeholders(text), path);
      return text;
    },
    key: (key) => key,
  });
  return found;
}

/** Names of the slots and variables of a document. */
export function valuesOf(document: FlowDoc): string[] {
  return [...Object.keys(mapOf(document.slots)), ...varsOf(document)];
}

/** Names of the variables of a document. */
export function varsOf(document: FlowDoc): string[] {
  return isMap(document.vars) ? Object.keys(document.vars) : [];
}

/** Where a slot or variable is used, in settings, conditions and texts. */
export function usesOf(document: FlowDoc, schema: Schema, value: string): Reference[] {
  const named = references(document, schema).filter(({ kind }) => kind === "slot" || kind === "value");
  return [...named, ...mentions(document, schema)].filter(({ name }) => name === value);
}
