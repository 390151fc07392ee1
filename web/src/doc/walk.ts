/** Walking a document along its JSON Schema. */

import { isMap } from "./equal";
import { own } from "./own";
import type { Schema } from "./schema";
import type { FlowDoc, Path } from "./types";

/** What a part of a document may be: references followed, the arm of a choice that fits the value taken. */
export function resolved(root: Schema, schema: Schema, value: unknown): Schema | null {
  if (schema.$ref !== undefined) {
    const target = root.$defs?.[schema.$ref.replace("#/$defs/", "")];
    return target ? resolved(root, target, value) : null;
  }
  if (schema.discriminator) {
    const { propertyName, mapping } = schema.discriminator;
    const kind = isMap(value) ? value[propertyName] : undefined;
    const $ref = typeof kind === "string" ? own(mapping, kind) : undefined;
    return $ref === undefined ? null : resolved(root, { $ref }, value);
  }
  const arms = schema.anyOf ?? schema.oneOf;
  if (!arms) return schema;
  const possible = arms.filter((arm) => arm.type !== "null");
  const [first] = possible.filter((arm) => possible.length === 1 || fits(root, arm, value));
  return first ? resolved(root, first, value) : null;
}

function fits(root: Schema, arm: Schema, value: unknown): boolean {
  const schema = resolved(root, arm, value);
  const kinds = schema?.type === undefined ? [] : [schema.type].flat();
  const kind = Array.isArray(value) ? "array" : typeof value;
  return kinds.length === 0 || kinds.includes(kind);
}

/** The schema of a key of a map. */
export function member(schema: Schema, key: string): Schema | null {
  const named = own(schema.properties, key);
  if (named) return named;
  const pattern = Object.entries(schema.patternProperties ?? {}).find(([each]) => new RegExp(each).test(key));
  if (pattern) return pattern[1];
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : null;
}

/** The schema of what stands, or may stand, at a path; null where the schema knows nothing of it. */
export function schemaAt(root: Schema, document: FlowDoc, path: Path): Schema | null {
  let schema = resolved(root, root, document);
  let value: unknown = document;
  for (const key of path) {
    if (!schema) return null;
    const inner = typeof key === "number" ? (schema.items ?? null) : member(schema, key);
    value =
      isMap(value) || Array.isArray(value) ? own(value as Record<string, unknown>, String(key)) : undefined;
    schema = inner && resolved(root, inner, value);
  }
  return schema;
}

/** What is made of each text of a document; `keyOf` is the schema's say on the keys of a map. */
export interface Rewriting {
  /** A text and its schema → the text to stand there. */
  text: (text: string, schema: Schema, path: Path) => string;
  /** A key that is a name, and what it names. */
  key: (key: string, names: string, path: Path) => string;
}

/** The document with its texts and keys rewritten; what does not change stays the same object. */
export function rewritten(root: Schema, document: FlowDoc, rewriting: Rewriting): FlowDoc {
  return part(root, root, document, [], rewriting) as FlowDoc;
}

function part(root: Schema, schema: Schema, value: unknown, path: Path, rewriting: Rewriting): unknown {
  const known = resolved(root, schema, value);
  if (!known) return value;
  if (typeof value === "string") return rewriting.text(value, known, path);
  if (known.format === "wording") return wording(known, value, path, rewriting);
  if (Array.isArray(value)) return list(root, known, value, path, rewriting);
  return isMap(value) ? map(root, known, value, path, rewriting) : value;
}

function wording(schema: Schema, value: unknown, path: Path, rewriting: Rewriting): unknown {
  if (typeof value === "string") return rewriting.text(value, schema, path);
  if (Array.isArray(value))
    return kept(
      value,
      value.map((item, index) => wording(schema, item, [...path, index], rewriting)),
    );
  if (!isMap(value)) return value;
  const entries = Object.entries(value);
  return keptMap(
    value,
    entries.map(([key, item]) => [key, wording(schema, item, [...path, key], rewriting)]),
  );
}

function list(root: Schema, schema: Schema, value: unknown[], path: Path, rewriting: Rewriting): unknown {
  const { items } = schema;
  if (!items) return value;
  return kept(
    value,
    value.map((item, index) => part(root, items, item, [...path, index], rewriting)),
  );
}

function map(
  root: Schema,
  schema: Schema,
  value: Record<string, unknown>,
  path: Path,
  rewriting: Rewriting,
): unknown {
  const names = schema.propertyNames?.["x-names"];
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
    const inner = member(schema, key);
    const at = [...path, key];
    const name = names === undefined ? key : rewriting.key(key, names, at);
    return [name, inner ? part(root, inner, item, at, rewriting) : item];
  });
  return keptMap(value, entries);
}

function kept(old: unknown[], now: unknown[]): unknown[] {
  return now.every((item, index) => item === old[index]) ? old : now;
}

function keptMap(old: Record<string, unknown>, now: [string, unknown][]): Record<string, unknown> {
  const keys = Object.keys(old);
  return now.every(([key, item], index) => key === keys[index] && item === old[key])
    ? old
    : Object.fromEntries(now);
}
