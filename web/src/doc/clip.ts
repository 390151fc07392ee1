/** Copying steps, also into another flow: with them comes what they name. */

import { same } from "./equal";
import { freshName } from "./names";
import { own } from "./own";
import { withAfter } from "./paths";
import { mentions, references, valuesOf, type Reference } from "./references";
import { mapOf, stepNames } from "./reading";
import { valueRenamed } from "./rename";
import type { Schema } from "./schema";
import type { FlowDoc, Json, StepDoc } from "./types";
import { rewritten } from "./walk";

/** What steps name and what comes along with them, by the map of the document in which it stands. */
const CARRIED = {
  slots: ["slot", "value"],
  vars: ["slot", "value"],
  actions: ["action"],
  knowledge: ["knowledge"],
} as const;

type Carried = keyof typeof CARRIED | "results";
type Named = Record<string, Json>;

export type Clip = {
  /** The flow that it was copied from. */
  flow: string;
  nodes: Record<string, StepDoc>;
} & Partial<Record<Carried, Named>>;

/** Steps with the slots, variables, actions, knowledge and results that they use. */
export function copySteps(document: FlowDoc, names: readonly string[], schema: Schema): Clip {
  const nodes = Object.fromEntries(
    Object.entries(mapOf(document.nodes) as FlowDoc["nodes"]).filter(([name]) => names.includes(name)),
  );
  const clip: Clip = { flow: document.flow, nodes };
  // A slot may mention further slots, so what is carried is looked through again until nothing is added.
  for (let before = -1, now = 0; before !== now;) {
    before = now;
    const used = usedBy({ ...bare(document), ...clip } as FlowDoc, document, schema);
    now = carry(clip, document, used);
  }
  return clip;
}

function bare(document: FlowDoc): Partial<FlowDoc> {
  return { flow: document.flow, title: document.title, start: document.start };
}

function usedBy(part: FlowDoc, document: FlowDoc, schema: Schema): Reference[] {
  return [...references(part, schema), ...mentions(part, schema, valuesOf(document))];
}

function carry(clip: Clip, document: FlowDoc, used: readonly Reference[]): number {
  const kinds: [Carried, readonly string[]][] = [...entriesOf(CARRIED), ["results", ["result"]]];
  let count = 0;
  for (const [map, kind] of kinds) {
    const wanted = new Set(used.filter((each) => kind.includes(each.kind)).map((each) => each.name));
    const taken = Object.entries(mapOf(document[map]) as Named).filter(([name]) => wanted.has(name));
    count += taken.length;
    if (taken.length) clip[map] = Object.fromEntries(taken);
  }
  return count;
}

function entriesOf<Key extends string, Value>(map: Record<Key, Value>): [Key, Value][] {
  return Object.entries(map) as [Key, Value][];
}

/** Put steps in, under new names where theirs are taken; what they use comes along unless it is there already. */
export function pasteSteps(
  document: FlowDoc,
  clip: Clip,
  schema: Schema,
  after?: string,
): [FlowDoc, string[]] {
  const names = newNames(Object.keys(clip.nodes), stepNames(document));
  const settled = settle(document, clip, schema);
  const nodes = inSteps(settled.clip, names, schema);
  const pasted = Object.fromEntries(
    Object.entries(nodes).map(([name, step]) => [names.get(name) ?? name, step]),
  );
  const { flow } = settled;
  return [
    { ...flow, nodes: withAfter(mapOf(flow.nodes) as FlowDoc["nodes"], after, pasted) },
    Object.keys(pasted),
  ];
}

/** The same steps once more, after the last of them. */
export function duplicateSteps(
  document: FlowDoc,
  names: readonly string[],
  schema: Schema,
): [FlowDoc, string[]] {
  const order = stepNames(document).filter((name) => names.includes(name));
  return pasteSteps(document, copySteps(document, order, schema), schema, order.at(-1));
}

function newNames(wanted: readonly string[], taken: readonly string[]): Map<string, string> {
  const all = new Set([...taken, ...wanted.filter((name) => !taken.includes(name))]);
  const names = new Map<string, string>();
  for (const name of wanted) {
    const to = taken.includes(name) ? freshName(name, all) : name;
    names.set(name, to);
    all.add(to);
  }
  return names;
}

/** What the steps use is put in, if need be under another name, which the steps then use, too. */
function settle(document: FlowDoc, clip: Clip, schema: Schema): { flow: FlowDoc; clip: Clip } {
  let now = clip;
  const clashes = (["slots", "vars"] as const).flatMap((map) =>
    Object.entries(clip[map] ?? {}).filter(([name, value]) => clashing(document, map, name, value)),
  );
  const taken = [...valuesOf(document), ...Object.keys(clip.slots ?? {}), ...Object.keys(clip.vars ?? {})];
  for (const [name] of clashes) now = withOtherName(now, name, freshName(name, taken), schema);
  return { flow: brought(document, now), clip: now };
}

/** Something else of that name is there: another kind of value. What merely asks otherwise is the same slot. */
function clashing(document: FlowDoc, map: "slots" | "vars", name: string, value: Json): boolean {
  const there = own(mapOf(document[map]) as Named, name);
  const elsewhere = own(mapOf(document[map === "slots" ? "vars" : "slots"]) as Named, name);
  return elsewhere !== undefined || (there !== undefined && !same(kindOf(there), kindOf(value)));
}

function kindOf(value: Json): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value.type ?? null) : value;
}

function withOtherName(clip: Clip, from: string, to: string, schema: Schema): Clip {
  const renamed = valueRenamed(asFlow(clip), from, to, schema);
  const changed = (map: "slots" | "vars") => {
    const named = Object.entries((renamed[map] ?? {}) as Named);
    return named.length
      ? { [map]: Object.fromEntries(named.map(([name, value]) => [name === from ? to : name, value])) }
      : {};
  };
  return { ...clip, nodes: renamed.nodes, ...changed("slots"), ...changed("vars") };
}

function brought(document: FlowDoc, clip: Clip): FlowDoc {
  const maps: Carried[] = ["slots", "vars", "actions", "knowledge", "results"];
  return maps.reduce<FlowDoc>((now, map) => {
    const there = mapOf(now[map]) as Named;
    const missing = Object.entries(clip[map] ?? {}).filter(([name]) => !Object.hasOwn(there, name));
    return missing.length ? { ...now, [map]: { ...there, ...Object.fromEntries(missing) } } : now;
  }, document);
}

function inSteps(clip: Clip, names: ReadonlyMap<string, string>, schema: Schema): Record<string, StepDoc> {
  return rewritten(schema, asFlow(clip), {
    text: (text, at) => (at["x-names"] === "step" ? (names.get(text) ?? text) : text),
    key: (key) => key,
  }).nodes;
}

function asFlow(clip: Clip): FlowDoc {
  return { title: "", start: "", ...clip } as FlowDoc;
}
