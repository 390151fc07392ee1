/** The values that a text can say, and how each is best said. */

import { isMap } from "../doc/equal";
import { own } from "../doc/own";
import { mapOf } from "../doc/reading";
import type { FlowDoc } from "../doc/types";
import { asText } from "./plain";
import { partsInUse } from "./conditionFields";

export interface Sayable {
  path: string;
  group: "slots" | "vars" | "call";
  /** How it is best said; empty as it is. */
  usual: string;
}

const USUAL: Record<string, string> = {
  date: "spoken",
  money: "spoken",
  time: "time",
  choice: "label",
  phone: "digits",
  email: "spell_email",
};
const CALL = ["call.caller", "call.callee"];

export function sayables(document: FlowDoc, filters: readonly string[]): Sayable[] {
  const parts = partsInUse(document);
  const made = (group: Sayable["group"]) => (path: string) => ({
    path,
    group,
    usual: usualOf(document, path, filters),
  });
  const withParts = (name: string) => [name, ...(parts.get(name) ?? [])];
  const slots = Object.keys(mapOf(document.slots));
  const vars = isMap(document.vars) ? Object.keys(document.vars) : [];
  const items = [...placeholderParts(document)].filter((path) => {
    const [root = ""] = path.split(".");
    return root !== "call" && !slots.includes(root) && !vars.includes(root);
  });
  return [
    ...slots.flatMap(withParts).map(made("slots")),
    ...[...vars.flatMap(withParts), ...items].map(made("vars")),
    ...CALL.map(made("call")),
  ];
}

function usualOf(document: FlowDoc, path: string, filters: readonly string[]): string {
  const usual = own(USUAL, asText(mapOf(own(mapOf(document.slots), path))["type"])) ?? "";
  return filters.includes(usual) ? usual : "";
}

/** Parts of records that texts say, such as those of the items of a list. */
function placeholderParts(document: FlowDoc): Set<string> {
  const found = JSON.stringify(mapOf(document.nodes)).matchAll(
    /\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+)(?:\|[a-z_]*)?\}/g,
  );
  return new Set([...found].map(([, path = ""]) => path));
}

/** How a value is written in a text. */
export function placeholder(path: string, how: string): string {
  return how ? `{${path}|${how}}` : `{${path}}`;
}
