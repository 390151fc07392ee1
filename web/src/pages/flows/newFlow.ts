/** A flow that is to be made. */

import { isName, nameFrom } from "../../doc/names";

export type Source = "empty" | "copy" | "yaml";

export interface NewFlow {
  source: Source;
  title: string;
  /** Null while it follows the title. */
  name: string | null;
  language: string;
  copyOf: string;
  file: { name: string; text: string } | null;
}

/** Its name as it is sent. */
export function nameOf(flow: NewFlow): string {
  return flow.name ?? nameFrom(flow.title, "");
}

/** Why the name will not do; null when it will. An empty one is not wrong yet. */
export function nameFault(name: string, taken: readonly string[]): "wrong" | "taken" | null {
  if (name !== "" && !isName(name)) return "wrong";
  return taken.includes(name) ? "taken" : null;
}

/** Whether all is there that is needed. */
export function isReady(flow: NewFlow, taken: readonly string[]): boolean {
  const name = nameOf(flow);
  const sourced =
    flow.source === "empty" || (flow.source === "copy" ? flow.copyOf !== "" : flow.file !== null);
  return sourced && flow.title.trim() !== "" && name !== "" && nameFault(name, taken) === null;
}

/** What is sent to have it made. */
export function request(flow: NewFlow): Record<string, string> {
  return {
    name: nameOf(flow),
    title: flow.title.trim(),
    language: flow.language,
    ...(flow.source === "copy" ? { copy_of: flow.copyOf } : {}),
    ...(flow.source === "yaml" && flow.file ? { yaml: flow.file.text } : {}),
  };
}

/** The title that a file says of itself; empty when it says none. */
export function titleIn(yaml: string): string {
  const line = /^title:[ \t]*(.*?)[ \t]*$/m.exec(yaml)?.[1] ?? "";
  return line.replace(/^(["'])(.*)\1$/, "$2");
}
