/** What a step is about in a few words, and every text in it: found by the schema, so that any type of step has them. */

import { own } from "./own";
import { mapOf } from "./reading";
import type { Schema, StepSpec } from "./schema";
import type { FlowDoc, Json, Path, StepDoc } from "./types";
import { firstWords } from "./wording";

/** The first words that a step says or asks; else the names of what it works with, such as its action. */
export function headline(step: StepDoc, spec: StepSpec | undefined, document: FlowDoc): string {
  const settings = Object.entries(spec?.fields.properties ?? {});
  const texts = settings
    .filter(([, schema]) => isWording(schema))
    .map(([setting]) => firstWords(step[setting]));
  // A text that only reads a value out, such as {item.start|time}, tells less than one with words of its own.
  const told = texts.find((text) => /\p{L}/u.test(text.replace(/\{[^}]*\}/g, ""))) ?? texts.find(Boolean);
  if (told) return told;
  for (const [setting, schema] of settings) {
    const names = named(step[setting]);
    if (namesOf(schema) === "slot" && schemaIsRequired(spec, setting))
      return names.map((name) => asked(document, name)).find(Boolean) ?? names.join(", ");
  }
  for (const [setting, schema] of settings) {
    const kind = namesOf(schema);
    if (kind && kind !== "step" && schemaIsRequired(spec, setting)) return named(step[setting]).join(", ");
  }
  return firstText(step, settings);
}

/** A text anywhere in a tree. */
export interface Leaf {
  path: Path;
  text: string;
}

/** Every text of a part of the document, in the order in which it is written. */
export function leaves(value: Json | undefined, path: Path = []): Leaf[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, at) => leaves(item, [...path, at]));
  if (value !== null && typeof value === "object")
    return Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]));
  return [];
}

/** The settings anywhere in a flow that hold what is said. */
export function spokenSettings(schema: Schema): ReadonlySet<string> {
  const found = new Set<string>();
  for (const part of [schema, ...Object.values(schema.$defs ?? {})])
    for (const [setting, inside] of Object.entries(part.properties ?? {}))
      if (isWording(inside)) found.add(setting);
  return found;
}

function isWording(schema: Schema): boolean {
  return schema.format === "wording" || (schema.anyOf ?? []).some(isWording);
}

function namesOf(schema: Schema): string | undefined {
  return (
    schema["x-names"] ??
    schema.items?.["x-names"] ??
    (schema.anyOf ?? []).map(namesOf).find((kind) => kind !== undefined)
  );
}

function schemaIsRequired(spec: StepSpec | undefined, setting: string): boolean {
  return spec?.fields.required?.includes(setting) ?? false;
}

function named(value: Json | undefined): string[] {
  return leaves(value).map((leaf) => leaf.text);
}

function asked(document: FlowDoc, slot: string): string {
  return firstWords(mapOf(own(mapOf(document.slots), slot)).ask);
}

function firstText(step: StepDoc, settings: [string, Schema][]): string {
  const common = new Set(["type", "title", "section", "note"]);
  for (const [setting, schema] of settings) {
    if (common.has(setting) || namesOf(schema)) continue;
    const [first] = leaves(step[setting]);
    if (first) return typeof first.path[0] === "string" ? `${first.path[0]} = ${first.text}` : first.text;
  }
  return "";
}
