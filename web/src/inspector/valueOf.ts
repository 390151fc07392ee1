/** Values as people choose them: a value of the flow, a text, a number …; what is more than that is worked out. */

import { fromOperand, toOperand, type Operand } from "../doc/conditions";
import { tryParse, type Functions } from "../doc/expr";
import { print } from "../doc/exprPrint";
import type { Json } from "../doc/types";
import type { Kind } from "./conditionFields";
import { asText } from "./plain";

export type Chosen = Operand | { kind: "empty" } | { kind: "formula"; text: string };
export type ValueKind = "field" | "text" | "number" | "truth" | "today" | "now" | "empty" | "formula";

/** What an expression says, as a choice; null while there is none. */
export function chosen(value: Json | undefined, functions: Functions): Chosen | null {
  if (value === undefined || value === null || value === "") return null;
  const tree = tryParse(value, functions);
  if (typeof tree === "string") return { kind: "formula", text: typeof value === "string" ? value : "" };
  if (tree.kind === "applied" && tree.name === "empty") return { kind: "empty" };
  return toOperand(tree) ?? { kind: "formula", text: typeof value === "string" ? value : print(tree) };
}

/** The expression that says it; plain numbers and truth values are written as such. */
export function source(choice: Chosen): Json {
  if (choice.kind === "empty") return "empty()";
  if (choice.kind === "formula") return choice.text;
  if (choice.kind === "truth") return choice.value;
  if (choice.kind === "number" && String(Number(choice.text)) === choice.text) return Number(choice.text);
  return print(fromOperand(choice));
}

export function kindOfChoice(choice: Chosen): ValueKind {
  return choice.kind === "moment" ? (choice.name === "now" ? "now" : "today") : choice.kind;
}

/** What a choice becomes when another kind is chosen; null where it has to be filled in first. */
export function asKind(choice: Chosen | null, kind: ValueKind, { values }: Kind): Chosen | null {
  switch (kind) {
    case "today":
    case "now":
      return { kind: "moment", name: kind };
    case "empty":
      return { kind: "empty" };
    case "truth":
      return { kind: "truth", value: true };
    case "number":
      return { kind: "number", text: "0" };
    case "text":
      return { kind: "text", text: choice?.kind === "text" ? choice.text : (values[0] ?? "") };
    case "formula":
      return choice && { kind: "formula", text: asText(source(choice)) };
    case "field":
      return null;
  }
}

/** The kinds that make sense for what the value is kept as. */
export function kindsOf({ sort }: Kind, isSet: boolean): ValueKind[] {
  const fixed: Partial<Record<Kind["sort"], ValueKind[]>> = {
    number: ["number"],
    yes_no: ["truth"],
    choice: ["text"],
    text: ["text"],
    date: ["today", "text"],
    time: ["text"],
    list: [],
    record: [],
  };
  const own = fixed[sort] ?? ["text", "number", "truth", "today", "now"];
  return ["field", ...own, ...(isSet ? (["empty"] as const) : []), "formula"];
}
