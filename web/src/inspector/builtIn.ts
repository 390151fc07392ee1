/** What every flow understands anywhere: what happens then in the flow at hand, and how that is made its own. */

import { isMap } from "../doc/equal";
import { getAt, setAt, titleOf } from "../doc/ops";
import { own } from "../doc/own";
import type { Schema } from "../doc/schema";
import type { FlowDoc, Json } from "../doc/types";
import { firstWords } from "../doc/wording";
import { strings } from "../strings";
import { asText } from "./plain";
import { innerOf, shapeOf, valueLabel } from "./shape";
import { edit } from "./use";

const words = strings.inspector.anywhere;
const HANDLERS = "handlers";
const PLACE = /\{([a-z_.]+)\}/g;

/** What happens at present: what the flow sets, or else what happens in every flow. */
export function happens(document: FlowDoc, root: Schema, name: string): string {
  const told = root.properties?.[HANDLERS]?.["x-built-in"]?.[name];
  const handler = getAt(document, [HANDLERS, name]);
  const set = isMap(handler) ? ownWords(document, root, handler) : "";
  return set || (told?.does ?? "").replace(PLACE, (_, path: string) => quoted(document, path));
}

function ownWords(document: FlowDoc, root: Schema, handler: Record<string, Json>): string {
  const [off, call, to, answer] = ["off", "call", "to", "answer"].map((name) => asText(own(handler, name)));
  if (off === "true") return words.off;
  if (call) return words.runs(call);
  if (to) return words.goes(titleOf(document, to));
  if (answer) return words.answers(answer);
  const said = firstWords(handler.say);
  const after = shapeOf(root, innerOf(root, root.properties?.[HANDLERS] ?? {})?.properties?.["then"] ?? {});
  const then = asText(handler.then) || asText(after.default);
  return said ? words.sayingThen(said, valueLabel(after, then).toLowerCase()) : "";
}

/** The title of the step that is named at a path such as `tries.then`. */
function quoted(document: FlowDoc, path: string): string {
  const name = asText(getAt(document, path.split(".")));
  return name ? `“${titleOf(document, name)}”` : words.nowhere;
}

/** The request as an entry of the flow that does what happens already, to be changed from there. */
export function explicit(document: FlowDoc, root: Schema, name: string): FlowDoc {
  const begins = root.properties?.[HANDLERS]?.["x-built-in"]?.[name]?.begins ?? {};
  const entry = Object.entries(begins).map(([setting, value]): [string, Json] => {
    const place = typeof value === "string" ? /^\{([a-z_.]+)\}$/.exec(value)?.[1] : undefined;
    return [setting, place === undefined ? value : (getAt(document, place.split(".")) ?? "")];
  });
  return setAt(document, [HANDLERS, name], Object.fromEntries(entry));
}

export function makeExplicit(name: string, root: Schema): void {
  edit(strings.inspector.edits.made(name), (document) => explicit(document, root, name));
}
