/** Plain data as YAML, to be read by people. The service writes its own when it saves. */

import type { Json } from "../doc/types";

/** Every text stands in quotes unless it cannot be anything but a text. */
export function yaml(value: Json, indent = ""): string {
  if (Array.isArray(value))
    return value.length ? value.map((each) => item(each, indent)).join("\n") : `${indent}[]`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value);
    return entries.length ? entries.map(([key, each]) => entry(key, each, indent)).join("\n") : `${indent}{}`;
  }
  return indent + scalar(value);
}

function item(value: Json, indent: string): string {
  const inner = yaml(value, `${indent}  `);
  return `${indent}- ${inner.slice(indent.length + 2)}`;
}

function entry(key: string, value: Json, indent: string): string {
  const nested = value !== null && typeof value === "object" && Object.keys(value).length > 0;
  return nested
    ? `${indent}${scalar(key)}:\n${yaml(value, `${indent}  `)}`
    : `${indent}${scalar(key)}: ${yaml(value)}`;
}

const WORDS = /^[A-Za-z][A-Za-z_' -]*[A-Za-z]$/;
const NOT_TEXT = /^(y|n|yes|no|on|off|true|false|null)$/i;

function scalar(value: Json): string {
  if (typeof value !== "string") return JSON.stringify(value);
  return WORDS.test(value) && !NOT_TEXT.test(value) ? value : JSON.stringify(value);
}
