/** What a form makes of a setting's JSON Schema: which widget, in which order, under which name. */

import { spaced } from "../doc/names";
import type { Schema } from "../doc/schema";
import type { Json } from "../doc/types";
import { asText } from "./plain";

export type Widget =
  | "hidden"
  | "wording"
  | "expression"
  | "duration"
  | "key"
  | "prose"
  | "moment"
  | "line"
  | "name"
  | "names"
  | "choice"
  | "switch"
  | "number"
  | "phrases"
  | "languages"
  | "script"
  | "records"
  | "keyed"
  | "model"
  | "values"
  | "map"
  | "anything";

/** A setting's schema with its references followed, and what stands around it kept. */
export interface Shape extends Schema {
  /** It may be left out. */
  optional: boolean;
}

/** The schema that a value has, whether or not it may be nothing. */
export function shapeOf(root: Schema, schema: Schema, required = false): Shape {
  const { anyOf, $ref, ...around } = schema;
  const arms = anyOf?.filter((arm) => arm.type !== "null") ?? [];
  const target = $ref === undefined ? arms[0] : root.$defs?.[$ref.replace("#/$defs/", "")];
  if (!target) return { ...around, optional: !required };
  return { ...shapeOf(root, target), ...around, optional: !required };
}

const FORMATS: Record<string, Widget> = {
  wording: "wording",
  expression: "expression",
  duration: "duration",
  key: "key",
  prose: "prose",
  moment: "moment",
};

export function widgetOf(root: Schema, shape: Schema): Widget {
  if (shape.const !== undefined) return "hidden";
  const byFormat = FORMATS[shape.format ?? ""];
  if (byFormat) return byFormat;
  if (shape["x-names"] !== undefined) return "name";
  if (shape.enum) return "choice";
  const [type] = [shape.type ?? []].flat();
  if (type === "boolean") return "switch";
  if (type === "integer" || type === "number") return "number";
  if (type === "array") return listWidget(root, shape);
  if (type === "object") return mapWidget(root, shape);
  return type === "string" ? "line" : "anything";
}

function listWidget(root: Schema, shape: Schema): Widget {
  if (shape["x-lines"]) return "script";
  const item = shapeOf(root, shape.items ?? {});
  if (item["x-names"] !== undefined) return "names";
  if (item.format === "language") return "languages";
  if (item.properties) return "records";
  return item.type === "string" ? "phrases" : "anything";
}

function mapWidget(root: Schema, shape: Schema): Widget {
  if (shape.properties) return "model";
  const inner = innerOf(root, shape);
  if (!inner) return "anything";
  if (inner.properties || inner.oneOf) return "keyed";
  return inner.format === "expression" ? "values" : "map";
}

/** The schema of each value of a keyed map. */
export function innerOf(root: Schema, shape: Schema): Shape | null {
  const [inner] = Object.values(shape.patternProperties ?? {});
  return inner ? shapeOf(root, inner, true) : null;
}

/** A setting of a form. */
export interface FormSetting {
  name: string;
  shape: Shape;
}

/** The settings of a model in the order of a form: the usual ones, then those that lead elsewhere; the rest apart. */
export function settingsOf(
  root: Schema,
  schema: Schema,
  leaveOut: readonly string[] = [],
  exitsLast = true,
): { common: FormSetting[]; more: FormSetting[] } {
  const all = Object.entries(schema.properties ?? {})
    .filter(([name]) => !leaveOut.includes(name))
    .map(([name, each]) => ({ name, shape: shapeOf(root, each, schema.required?.includes(name)) }))
    .filter(({ shape }) => widgetOf(root, shape) !== "hidden");
  const usual = all.filter(({ shape }) => !shape["x-more"]);
  const leads = (each: FormSetting) => each.shape["x-names"] === "step";
  return {
    common: exitsLast ? [...usual.filter((each) => !leads(each)), ...usual.filter(leads)] : usual,
    more: all.filter(({ shape }) => shape["x-more"]),
  };
}

/** Whether a setting has an effect with those values beside it. */
export function applies(
  shape: Schema,
  beside: (name: string) => Json | undefined,
  defaultOf: (name: string) => Json | undefined = () => undefined,
): boolean {
  const set = (name: string) => isSet(beside(name));
  return (
    Object.entries(shape["x-only-for"] ?? {}).every(([name, values]) =>
      values.includes(asText(beside(name)) || asText(defaultOf(name))),
    ) &&
    (shape["x-only-with"]?.some(set) ?? true) &&
    !shape["x-unless"]?.some(set)
  );
}

function isSet(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === "" || value === false) return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

/** What people call a setting. */
export function titleOf(name: string, shape: Schema): string {
  return shape.title ?? spaced(name);
}

/** Words that tell nothing beside the name of a setting. */
const SMALL = new Set(
  "a an the it its for of that this is are to and what how condition question sentence way ways on".split(
    " ",
  ),
);

/** What is said about a setting; nothing where its name says it already. */
export function helpOf(shape: Schema): string | undefined {
  const { description, title = "" } = shape;
  if (description === undefined || shape["x-names"] === "step") return undefined;
  const words = (text: string) => text.toLowerCase().match(/[a-z]+/g) ?? [];
  const named = new Set(words(title));
  return words(description).every((word) => SMALL.has(word) || named.has(word))
    ? undefined
    : description.replaceAll("`", "");
}

/** What people call a value of a choice. */
export function valueLabel(shape: Schema, value: string): string {
  return shape["x-labels"]?.[value] ?? spaced(value);
}

/** A new entry of a list or a map: what is required, as far as it can be known. */
export function blank(root: Schema, schema: Schema): { [setting: string]: Json } {
  const made = (schema.required ?? []).flatMap((name): [string, Json][] => {
    const shape = shapeOf(root, schema.properties?.[name] ?? {}, true);
    const value = blankValue(root, shape);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(made);
}

/** Something to begin with; nothing where only a person can know. */
export function blankValue(root: Schema, shape: Schema): Json | undefined {
  if (shape.const !== undefined) return shape.const;
  switch (widgetOf(root, shape)) {
    case "name":
      return undefined;
    case "choice":
      return shape.enum?.[0];
    case "switch":
      return false;
    case "number":
      return shape.minimum ?? 0;
    case "names":
    case "phrases":
    case "languages":
    case "records":
    case "script":
      return [];
    case "model":
      return blank(root, shape);
    case "keyed":
    case "values":
    case "map":
      return {};
    default:
      return "";
  }
}
