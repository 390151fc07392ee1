/** What conditions may look at: slots, variables, what is known of the call, and the parts of records in use. */

import type { Field, Operator } from "../doc/conditions";
import { isMap } from "../doc/equal";
import { own } from "../doc/own";
import { without } from "../doc/paths";
import { mapOf } from "../doc/reading";
import type { FlowDoc } from "../doc/types";
import { asText } from "./plain";

export type Sort = "any" | "text" | "number" | "yes_no" | "choice" | "date" | "time" | "list" | "record";

export interface Kind {
  sort: Sort;
  /** What may be chosen. */
  values: string[];
}

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const SORTS: Record<string, Sort> = {
  number: "number",
  money: "number",
  yes_no: "yes_no",
  choice: "choice",
  date: "date",
  time: "time",
  list: "list",
  record: "record",
};
const CALL: Record<string, Kind> = {
  caller: { sort: "text", values: [] },
  callee: { sort: "text", values: [] },
  direction: { sort: "choice", values: ["inbound", "outbound"] },
  language: { sort: "text", values: [] },
  open: { sort: "yes_no", values: [] },
};
const OF: Record<string, Kind> = {
  size: { sort: "number", values: [] },
  days_until: { sort: "number", values: [] },
  weekday: { sort: "choice", values: WEEKDAYS },
  lower: { sort: "text", values: [] },
};
const ANY: Kind = { sort: "any", values: [] };

/** What kind of value a field has, before any call. */
export function kindOf(document: FlowDoc | null, { path, of }: Field): Kind {
  if (of) return own(OF, of) ?? ANY;
  const [name = "", ...parts] = path.split(".");
  if (name === "call") return own(CALL, parts.join(".")) ?? ANY;
  if (parts.length || !document) return ANY;
  const slot = own(mapOf(document.slots), name);
  if (isMap(slot))
    return { sort: sortOf(slot["type"]), values: Object.keys(isMap(slot["values"]) ? slot["values"] : {}) };
  const variable = own(mapOf(document.vars), name);
  return isMap(variable) ? { sort: sortOf(variable["type"]), values: [] } : ANY;
}

const NO_VALUES: string[] = [];
const TYPES: Record<string, Sort> = {
  integer: "number",
  boolean: "yes_no",
  array: "list",
  object: "record",
  any: "any",
};

/** What an action calls the type of a value. */
export function kindOfType(type: string): Kind {
  const sort = TYPES[type] ?? SORTS[type] ?? "any";
  return { sort, values: NO_VALUES };
}

function sortOf(type: unknown): Sort {
  return own(SORTS, asText(type)) ?? "text";
}

/** The operators that make sense for a kind. */
export function operatorsFor({ sort }: Kind): Operator[] {
  const same: Operator[] = ["is", "is_not"];
  const order: Operator[] = ["less", "at_most", "more", "at_least"];
  const known: Operator[] = ["known", "unknown"];
  switch (sort) {
    case "yes_no":
      return ["so", "not_so", ...same, ...known];
    case "number":
    case "date":
    case "time":
      return [...same, ...order, ...known];
    case "choice":
      return [...same, "one_of", "none_of", ...known];
    case "text":
      return [...same, "one_of", "none_of", "contains", "lacks", "starts", ...known];
    case "list":
    case "record":
      return known;
    case "any":
      return [
        ...same,
        ...order,
        "one_of",
        "none_of",
        "contains",
        "lacks",
        "starts",
        "so",
        "not_so",
        ...known,
      ];
  }
}

export interface FieldGroup {
  label: "slots" | "vars" | "call";
  fields: Field[];
}

const known = new WeakMap<FlowDoc, FieldGroup[]>();

/** All fields that a condition can be about. */
export function fieldsOf(document: FlowDoc): FieldGroup[] {
  const fields = known.get(document) ?? findFields(document);
  known.set(document, fields);
  return fields;
}

function findFields(document: FlowDoc): FieldGroup[] {
  const vars = isMap(document.vars) ? Object.keys(document.vars) : [];
  const parts = partsInUse(document);
  const all = (names: string[]) =>
    names.flatMap((name) => [
      ...withFunctions(document, name),
      ...(parts.get(name) ?? []).map((path) => ({ path, of: "" })),
    ]);
  return [
    { label: "slots", fields: all(Object.keys(mapOf(document.slots))) },
    { label: "vars", fields: all(vars) },
    { label: "call", fields: Object.keys(CALL).map((name) => ({ path: `call.${name}`, of: "" })) },
  ];
}

function withFunctions(document: FlowDoc, path: string): Field[] {
  const { sort } = kindOf(document, { path, of: "" });
  const of = sort === "date" ? ["", "weekday", "days_until"] : sort === "list" ? ["", "size"] : [""];
  return of.map((each) => ({ path, of: each }));
}

/** Parts of records that texts and conditions of the flow make use of, by record: `time_slot.start`. */
export function partsInUse(document: FlowDoc): Map<string, string[]> {
  const found = new Map<string, Set<string>>();
  for (const [path, name = ""] of JSON.stringify(without(document, "tests")).matchAll(
    /\b([a-z][a-z0-9_]*)(?:\.[a-z][a-z0-9_]*)+/g,
  ))
    found.set(name, (found.get(name) ?? new Set()).add(path));
  return new Map([...found].map(([name, paths]) => [name, [...paths].sort()]));
}
