/** Other names for steps, slots and variables, wherever they are named. */

import { isMap } from "./equal";
import { renamedIn, renamedInText } from "./mentions";
import { has } from "./own";
import { getAt, setAt, withKey, without } from "./paths";
import type { Schema } from "./schema";
import type { FlowDoc, Json } from "./types";
import { rewritten } from "./walk";

/** Give a step another name, wherever it is named; calls that wait there find it by `renamed`. */
export function renameStep(document: FlowDoc, from: string, to: string, schema: Schema): FlowDoc {
  if (from === to || !has(document.nodes, from) || has(document.nodes, to)) return document;
  const named = rewritten(schema, document, {
    text: (text, at) => (at["x-names"] === "step" && text === from ? to : text),
    key: (key) => key,
  });
  const nodes = withKey(named.nodes, from, to);
  const before = isMap(named.renamed) ? (named.renamed as Record<string, Json>) : {};
  return { ...named, nodes, renamed: { ...without(before, to), [from]: to } };
}

/** Give a slot or a variable another name, wherever it is named, in conditions and texts, too. */
export function renameSlot(document: FlowDoc, from: string, to: string, schema: Schema): FlowDoc {
  const home = ["slots", "vars"].find((map) => getAt(document, [map, from]) !== undefined);
  const taken = ["slots", "vars"].some((map) => getAt(document, [map, to]) !== undefined);
  if (home === undefined || taken) return document;
  const map = document[home] as Record<string, Json>;
  return inScripts(valueRenamed({ ...document, [home]: withKey(map, from, to) }, from, to, schema), from, to);
}

/** Every use of a slot or variable, by its other name. */
export function valueRenamed(document: FlowDoc, from: string, to: string, schema: Schema): FlowDoc {
  const isValue = (names: string | undefined) => names === "slot" || names === "value";
  return rewritten(schema, document, {
    text: (text, at) => {
      if (isValue(at["x-names"])) return text === from ? to : text;
      if (at.format === "expression") return renamedIn(text, from, to);
      return at.format === "wording" ? renamedInText(text, from, to) : text;
    },
    key: (key, names) => (isValue(names) && key === from ? to : key),
  });
}

/** What tests expect of values, which the schema leaves open. */
function inScripts(document: FlowDoc, from: string, to: string): FlowDoc {
  const { tests } = document;
  if (!Array.isArray(tests)) return document;
  return tests.reduce<FlowDoc>((now, test, number) => {
    const script = isMap(test) && Array.isArray(test.script) ? test.script : [];
    return script.reduce<FlowDoc>(
      (then, line, index) =>
        ["expect", "set"].reduce<FlowDoc>((last, key) => {
          const values = isMap(line) ? line[key] : undefined;
          if (!isMap(values) || !has(values, from)) return last;
          return setAt(last, ["tests", number, "script", index, key], withKey(values, from, to));
        }, then),
      now,
    );
  }, document);
}
