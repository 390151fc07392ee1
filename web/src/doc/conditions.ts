/** Conditions as rows of field, operator and value in groups: what the builder shows of an expression, and back. */

import type { Node } from "./expr";

/** A value of the flow, `time_slot.start`, or what a function makes of it, `size(times)`. */
export interface Field {
  path: string;
  /** The function; empty without one. */
  of: string;
}

export type Operand =
  | { kind: "text"; text: string }
  | { kind: "number"; text: string }
  | { kind: "truth"; value: boolean }
  | { kind: "field"; field: Field }
  | { kind: "moment"; name: string };

export type Operator =
  | "is"
  | "is_not"
  | "less"
  | "at_most"
  | "more"
  | "at_least"
  | "one_of"
  | "none_of"
  | "known"
  | "unknown"
  | "so"
  | "not_so"
  | "contains"
  | "lacks"
  | "starts";

export interface Row {
  field: Field;
  operator: Operator;
  /** None for `known`, `so` and their opposites, several for `one_of`, otherwise one. */
  values: Operand[];
}

export interface Group {
  word: "and" | "or";
  parts: (Row | Group)[];
}

/** Functions that rows show as a part of their field. */
export const FIELD_FUNCTIONS = ["size", "weekday", "days_until", "lower"];
const MOMENTS = ["today", "now"];
const SIGNS: Partial<Record<Operator, string>> = {
  is: "==",
  is_not: "!=",
  less: "<",
  at_most: "<=",
  more: ">",
  at_least: ">=",
  one_of: "in",
  none_of: "not in",
};
const TESTS: Partial<Record<Operator, { name: string; not: boolean }>> = {
  known: { name: "filled", not: false },
  unknown: { name: "filled", not: true },
  contains: { name: "contains", not: false },
  lacks: { name: "contains", not: true },
  starts: { name: "starts_with", not: false },
};

export function isGroup(part: Row | Group): part is Group {
  return "parts" in part;
}

/** How many values an operator takes. */
export function takes(operator: Operator): "none" | "one" | "many" {
  if (["known", "unknown", "so", "not_so"].includes(operator)) return "none";
  return operator === "one_of" || operator === "none_of" ? "many" : "one";
}

/** The rows of a condition; null where rows cannot say what it says. */
export function toRows(node: Node): Group | null {
  if (node.kind === "logical") {
    const parts = node.parts.map((part) => (part.kind === "logical" ? toRows(part) : toRow(part)));
    return parts.every((part) => part !== null) ? { word: node.word, parts } : null;
  }
  const row = toRow(node);
  return row && { word: "and", parts: [row] };
}

/** The condition that rows say; null for no rows at all. */
export function fromRows(group: Group): Node | null {
  const parts = group.parts
    .map((part) => (isGroup(part) ? fromRows(part) : fromRow(part)))
    .filter((part) => part !== null);
  const [only] = parts;
  if (!only) return null;
  return parts.length === 1 ? only : { kind: "logical", word: group.word, parts };
}

function toRow(node: Node): Row | null {
  if (node.kind === "comparison") return comparison(node.sides, node.signs);
  if (node.kind === "not") return test(node.inner, true);
  return test(node, false);
}

function comparison(sides: Node[], signs: string[]): Row | null {
  const [left, right] = sides;
  const [sign] = signs;
  const operator = (Object.keys(SIGNS) as Operator[]).find((each) => SIGNS[each] === sign);
  const field = left && toField(left);
  if (!field || !right || sides.length !== 2 || !operator) return null;
  const many = takes(operator) === "many";
  if (many && right.kind !== "list") return null;
  const values = (many && right.kind === "list" ? right.items : [right]).map(toOperand);
  return values.every((value) => value !== null) ? { field, operator, values } : null;
}

function test(node: Node, not: boolean): Row | null {
  const bare = toField(node);
  if (bare) return { field: bare, operator: not ? "not_so" : "so", values: [] };
  if (node.kind !== "applied") return null;
  const operator = (Object.keys(TESTS) as Operator[]).find(
    (each) => TESTS[each]?.name === node.name && TESTS[each].not === not,
  );
  const [about, ...rest] = node.items;
  const field = about && toField(about);
  const values = rest.map(toOperand);
  return operator && field && values.every((value) => value !== null) ? { field, operator, values } : null;
}

function fromRow({ field, operator, values }: Row): Node {
  const about = fromField(field);
  const sign = SIGNS[operator];
  if (sign !== undefined) {
    const items = values.map(fromOperand);
    const [first] = items;
    const right: Node = takes(operator) === "many" || !first ? { kind: "list", items } : first;
    return { kind: "comparison", sides: [about, right], signs: [sign] };
  }
  const tested = TESTS[operator];
  const node: Node = tested
    ? { kind: "applied", name: tested.name, items: [about, ...values.map(fromOperand)] }
    : about;
  return tested?.not || operator === "not_so" ? { kind: "not", inner: node } : node;
}

function toField(node: Node): Field | null {
  if (node.kind === "applied") {
    const [about] = node.items;
    const path = FIELD_FUNCTIONS.includes(node.name) && about ? pathOf(about) : null;
    return path === null ? null : { path, of: node.name };
  }
  const path = pathOf(node);
  return path === null ? null : { path, of: "" };
}

function pathOf(node: Node): string | null {
  if (node.kind === "name") return node.name;
  if (node.kind !== "member") return null;
  const record = pathOf(node.record);
  return record === null ? null : `${record}.${node.name}`;
}

function fromField({ path, of }: Field): Node {
  const [first = "", ...rest] = path.split(".");
  const node = rest.reduce<Node>((record, name) => ({ kind: "member", record, name }), {
    kind: "name",
    name: first,
  });
  return of ? { kind: "applied", name: of, items: [node] } : node;
}

/** A constant, a field, today or now; null for what is more than that. */
export function toOperand(node: Node): Operand | null {
  if (node.kind === "text" || node.kind === "number" || node.kind === "truth") return node;
  if (node.kind === "negative")
    return node.inner.kind === "number" ? { kind: "number", text: `-${node.inner.text}` } : null;
  if (node.kind === "applied" && MOMENTS.includes(node.name)) return { kind: "moment", name: node.name };
  const field = toField(node);
  return field && { kind: "field", field };
}

export function fromOperand(operand: Operand): Node {
  if (operand.kind === "moment") return { kind: "applied", name: operand.name, items: [] };
  if (operand.kind === "field") return fromField(operand.field);
  if (operand.kind === "number" && operand.text.startsWith("-"))
    return { kind: "negative", inner: { kind: "number", text: operand.text.slice(1) } };
  return operand;
}
