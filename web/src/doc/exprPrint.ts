/** Writes an expression's tree as text, with no more brackets than it needs. */

import type { Node } from "./expr";

const LEVEL = { or: 1, and: 2, not: 3, comparison: 4, sum: 5, product: 6, negative: 7, path: 8 };

/** The text that reads as this tree. */
export function print(node: Node): string {
  switch (node.kind) {
    case "text":
      return quoted(node.text);
    case "number":
      return node.text;
    case "truth":
      return String(node.value);
    case "name":
      return node.name;
    case "member":
      return `${within(node.record, LEVEL.path)}.${node.name}`;
    case "list":
      return `[${node.items.map(print).join(", ")}]`;
    case "negative":
      return `-${within(node.inner, LEVEL.negative)}`;
    case "arithmetic":
      return `${within(node.left, level(node))} ${node.sign} ${within(node.right, level(node) + 1)}`;
    case "comparison":
      return node.sides
        .map((side, index) => `${index ? `${node.signs[index - 1] ?? ""} ` : ""}${within(side, LEVEL.sum)}`)
        .join(" ");
    case "not":
      return `not ${within(node.inner, LEVEL.not)}`;
    case "logical":
      return node.parts.map((part) => within(part, level(node) + 1)).join(` ${node.word} `);
    case "applied":
      return `${node.name}(${node.items.map(print).join(", ")})`;
  }
}

/** A text in quotes. */
export function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

function within(node: Node, lowest: number): string {
  return level(node) < lowest ? `(${print(node)})` : print(node);
}

function level(node: Node): number {
  switch (node.kind) {
    case "logical":
      return LEVEL[node.word];
    case "not":
      return LEVEL.not;
    case "comparison":
      return LEVEL.comparison;
    case "arithmetic":
      return node.sign === "+" || node.sign === "-" ? LEVEL.sum : LEVEL.product;
    case "negative":
      return LEVEL.negative;
    default:
      return LEVEL.path;
  }
}
