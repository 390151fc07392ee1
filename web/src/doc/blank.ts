/** What a new step says before anybody has filled it in. */

import { own } from "./own";
import { without } from "./paths";
import { mapOf } from "./reading";
import type { Schema, StepSpec } from "./schema";
import type { FlowDoc, Json } from "./types";
import { member, resolved } from "./walk";

/** The required settings of a type of step, apart from `type`; its exits lead to `target`. */
export function blankStep(
  document: FlowDoc,
  spec: StepSpec,
  schema: Schema,
  target: string | null,
): Record<string, Json> {
  const blank = new Blank(document, schema, target);
  return without(blank.map(spec.fields), "type");
}

class Blank {
  constructor(
    private readonly document: FlowDoc,
    private readonly root: Schema,
    private readonly target: string | null,
  ) {}

  map(schema: Schema): Record<string, Json> {
    const entries = (schema.required ?? []).flatMap((key): [string, Json][] => {
      const inner = member(schema, key);
      const value = inner ? this.value(inner) : undefined;
      return value === undefined ? [] : [[key, value]];
    });
    return Object.fromEntries(entries);
  }

  private value(schema: Schema): Json | undefined {
    const known = resolved(this.root, schema, undefined) ?? schema;
    if (known.const !== undefined) return known.const;
    if (known.default !== undefined) return known.default;
    if (known.enum) return known.enum[0];
    if (known["x-names"] !== undefined) return this.name(known["x-names"]);
    if (known.format !== undefined) return "";
    return this.plain(known);
  }

  private plain(schema: Schema): Json | undefined {
    const [kind] = [schema.type ?? []].flat();
    if (kind === "array") return this.items(schema);
    if (kind === "object") return schema.patternProperties ? this.keyed(schema) : this.map(schema);
    if (kind === "boolean") return false;
    if (kind === "integer" || kind === "number") return schema.minimum ?? 0;
    return "";
  }

  private items(schema: Schema): Json {
    const item = schema.minItems && schema.items?.$ref ? this.value(schema.items) : undefined;
    return item === undefined ? [] : [item];
  }

  private keyed(schema: Schema): Json {
    const [inner] = Object.values(schema.patternProperties ?? {});
    const item = schema.minProperties && inner?.$ref ? this.value(inner) : undefined;
    return item === undefined ? {} : { first: item };
  }

  /** Steps lead to the target; of other things, the only one that there is. */
  private name(kind: string): string | undefined {
    if (kind === "step") return this.target ?? undefined;
    const { document } = this;
    const maps: Record<string, unknown> = {
      slot: document.slots,
      action: document.actions,
      knowledge: document.knowledge,
      result: document.results,
    };
    const names = Object.keys(mapOf(own(maps, kind)));
    return names.length === 1 || kind === "result" ? names[0] : undefined;
  }
}
