/** The names that a picker offers: what the document has of a kind, and what the installation could add. */

import type { ActionSpec } from "../api/types";
import { isMap } from "../doc/equal";
import { freshName, nameFrom, spaced } from "../doc/names";
import { addStep, setAt, titleOf } from "../doc/ops";
import type { NameKind } from "../doc/references";
import { mapOf } from "../doc/reading";
import type { Schema, Steps } from "../doc/schema";
import type { FlowDoc, Json } from "../doc/types";
import { firstWords } from "../doc/wording";
import { asText } from "./plain";
import { blank, innerOf, shapeOf, valueLabel, widgetOf } from "./shape";

export interface NameOption {
  name: string;
  /** What people call it, if that is not its name. */
  title?: string;
  /** What it is, for who does not know it by its name. */
  about: string;
  /** It comes from the installation, or is understood everywhere, without being in the document. */
  outside?: "catalogue" | "built-in";
}

/** Which maps of the document hold things of a kind; new ones go into the last. */
const HOMES: Record<NameKind, readonly string[]> = {
  step: ["nodes"],
  slot: ["slots"],
  value: ["slots", "vars"],
  action: ["actions"],
  handler: ["handlers"],
  knowledge: ["knowledge"],
  result: ["results"],
  flow: [],
};

export function nameOptions(
  document: FlowDoc,
  kind: NameKind,
  root: Schema,
  catalogue: readonly ActionSpec[],
): NameOption[] {
  const own = HOMES[kind].flatMap((home) => {
    const map = document[home];
    return isMap(map)
      ? Object.entries(map).map(([name, value]) => ({
          name,
          ...titled(document, kind, name),
          about: aboutOf(kind, value),
        }))
      : [];
  });
  const taken = new Set(own.map(({ name }) => name));
  return [...own, ...outside(kind, root, catalogue).filter(({ name }) => !taken.has(name))];
}

function outside(kind: NameKind, root: Schema, catalogue: readonly ActionSpec[]): NameOption[] {
  if (kind === "action")
    return catalogue.map(({ name, summary }) => ({ name, about: summary, outside: "catalogue" }));
  const [home = ""] = HOMES[kind];
  return Object.entries(root.properties?.[home]?.["x-built-in"] ?? {}).map(([name, { title }]) => ({
    name,
    title,
    about: "",
    outside: "built-in",
  }));
}

function titled(document: FlowDoc, kind: NameKind, name: string): Pick<NameOption, "title"> {
  return kind === "step" ? { title: titleOf(document, name) } : {};
}

function aboutOf(kind: NameKind, value: unknown): string {
  if (!isMap(value)) return typeof value === "string" ? spaced(value) : "";
  if (kind === "step") return firstWords(value["say"]);
  return (
    firstWords(value["ask"] ?? value["say"]) || firstWords(value["describe"]) || spaced(asText(value["type"]))
  );
}

/** The options that a search finds: by name first, then by what they are. */
export function found(options: readonly NameOption[], search: string): NameOption[] {
  const words = search.trim().toLowerCase().replaceAll(" ", "_");
  if (!words) return [...options];
  const plain = search.trim().toLowerCase();
  const rank = ({ name, title = "", about }: NameOption) => {
    const called = title.toLowerCase();
    if (name.startsWith(words) || called.startsWith(plain)) return 0;
    if (name.includes(words) || called.includes(plain)) return 1;
    return about.toLowerCase().includes(plain) ? 2 : 3;
  };
  return options.filter((option) => rank(option) < 3).sort((a, b) => rank(a) - rank(b));
}

export interface KindChoice {
  value: string;
  label: string;
}

/** What a new thing can be: types of steps, kinds of slots; empty where there is nothing to choose. */
export function kindsFor(kind: NameKind, steps: Steps): KindChoice[] {
  if (kind === "step")
    return steps.types.map(({ type, summary }) => ({ value: type, label: `${spaced(type)} – ${summary}` }));
  const home = HOMES[kind].at(-1);
  const inner = home === undefined ? null : innerOf(steps.schema, steps.schema.properties?.[home] ?? {});
  const typed = inner?.enum ? inner : shapeOf(steps.schema, inner?.properties?.["type"] ?? {});
  return (typed.enum ?? []).map((value) => ({
    value: asText(value),
    label: valueLabel(typed, asText(value)),
  }));
}

/** Whether new things of a kind can be made from a picker. */
export function canMake(kind: NameKind): boolean {
  return HOMES[kind].length > 0 && kind !== "action";
}

/** The document with a new thing in it, and its name. */
export function made(
  document: FlowDoc,
  {
    kind,
    words,
    type,
    steps,
    section,
  }: { kind: NameKind; words: string; type: string; steps: Steps; section?: string },
): [FlowDoc, string] {
  const home = HOMES[kind].at(-1) ?? "";
  const taken = HOMES[kind].flatMap((each) => Object.keys(isMap(document[each]) ? document[each] : {}));
  const name = freshName(
    nameFrom(words, kind),
    kind === "slot" ? [...taken, ...Object.keys(mapOf(document.vars))] : taken,
  );
  const spec = steps.types.find((each) => each.type === type);
  if (kind === "step" && spec)
    return addStep(document, { type, spec, schema: steps.schema, name, ...(section ? { section } : {}) });
  const inner = innerOf(steps.schema, steps.schema.properties?.[home] ?? {});
  const value: Json = inner?.enum
    ? type
    : {
        ...blank(steps.schema, inner ?? {}),
        ...(type ? { type } : {}),
        ...neededFor(steps.schema, inner, type),
      };
  return [setAt(document, [home, name], value), name];
}

/** What only this kind of thing has begins with one entry: a choice without values is none. */
function neededFor(root: Schema, inner: Schema | null, type: string): Record<string, Json> {
  const own = Object.entries(inner?.properties ?? {}).filter(
    ([, schema]) => schema["x-only-for"]?.["type"]?.includes(type) && widgetOf(root, schema) === "keyed",
  );
  return Object.fromEntries(own.map(([name]): [string, Json] => [name, { first: {} }]));
}

/** The flow's signature of an action of the installation. */
export function declared(document: FlowDoc, spec: ActionSpec): FlowDoc {
  const given = Object.fromEntries(Object.entries(spec.arguments).map(([name, { type }]) => [name, type]));
  const out = ["list", "none"].includes(spec.answers.out)
    ? spec.answers.out
    : spec.answers.out === "value"
      ? "text"
      : "record";
  return setAt(document, ["actions", spec.name], {
    in: given,
    out,
    ...(spec.outcomes.length ? { outcomes: spec.outcomes } : {}),
    ...(spec.effect ? { commits: true } : {}),
  });
}
