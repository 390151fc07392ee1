/** Reading documents that were written by hand: nothing in them need be what it should be, and nothing is changed. */

import { isMap } from "./equal";
import { own } from "./own";
import { without } from "./paths";
import type { FlowDoc, StepDoc } from "./types";

const NOTHING: StepDoc = { type: "" };
const TEXTS = ["title", "section"];
const FIRST_LANGUAGE = ["en"];

/** A text that can be shown; empty for what is none. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** A map of the document, such as its slots; an empty one where there is none. */
export function mapOf(value: unknown): Record<string, unknown> {
  return isMap(value) ? value : {};
}

/** A step as it can be shown: its type, title and section are texts; without a type it is not finished. */
export function stepAt(document: FlowDoc, name: string): StepDoc | undefined {
  const { nodes } = document;
  return isMap(nodes) && Object.hasOwn(nodes, name) ? readable(nodes[name]) : undefined;
}

/** All steps as they can be shown, in the order of the document. */
export function stepsOf(document: FlowDoc): [string, StepDoc][] {
  return Object.entries(mapOf(document.nodes)).map(([name, step]) => [name, readable(step)]);
}

/** The names of all steps. */
export function stepNames(document: FlowDoc | null): string[] {
  return Object.keys(mapOf(document?.nodes));
}

/** The languages of the flow. */
export function languagesOf(document: FlowDoc | null): string[] {
  const written: unknown = document?.languages;
  if (!Array.isArray(written)) return FIRST_LANGUAGE;
  return written.every((each) => typeof each === "string")
    ? written
    : written.filter((each) => typeof each === "string");
}

function readable(step: unknown): StepDoc {
  if (!isMap(step)) return NOTHING;
  const odd = TEXTS.filter((setting) => !["string", "undefined"].includes(typeof own(step, setting)));
  if (typeof step.type === "string" && odd.length === 0) return step as StepDoc;
  return { ...without(step, ...odd), type: textOf(step.type) };
}
