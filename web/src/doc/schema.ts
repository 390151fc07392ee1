/** What the service tells of documents: the JSON Schema, and each type of step with its form and exits. */

import type { Json } from "./types";

/** A JSON Schema, with `x-names` where a text names a step, slot, value, action, handler, knowledge, result or flow. */
export interface Schema {
  type?: string | string[];
  title?: string;
  description?: string;
  default?: Json;
  const?: Json;
  enum?: Json[];
  format?: string;
  pattern?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  patternProperties?: Record<string, Schema>;
  propertyNames?: Schema;
  additionalProperties?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  $ref?: string;
  $defs?: Record<string, Schema>;
  discriminator?: { propertyName: string; mapping: Record<string, string> };
  minimum?: number;
  maximum?: number;
  minItems?: number;
  minProperties?: number;
  maxLength?: number;
  "x-names"?: string;
  /** Few flows need it: forms show it after the others. */
  "x-more"?: boolean;
  /** A text with further wordings for who was not understood. */
  "x-ladder"?: boolean;
  /** An expression of which one wants to know whether it is true. */
  "x-condition"?: boolean;
  /** It means something only when these settings beside it have one of these values. */
  "x-only-for"?: Record<string, string[]>;
  /** It has an effect only when one of these settings beside it is set. */
  "x-only-with"?: string[];
  /** It has no effect when one of these settings beside it is set. */
  "x-unless"?: string[];
  /** Names of slots whose questions a step puts. */
  "x-asks"?: boolean;
  /** A setting of a slot that says how it is asked for. */
  "x-asking"?: boolean;
  /** What people call the values, where that is more than the value itself. */
  "x-labels"?: Record<string, string>;
  /** A text that groups things: those that are there already are suggested. */
  "x-suggests"?: string;
  /** The setting beside it that names the action whose arguments these are. */
  "x-arguments-of"?: string;
  /** What a line of a script can be. */
  "x-lines"?: string[];
  /** What every flow understands, without being in the document. */
  "x-built-in"?: Record<string, BuiltIn>;
}

export interface BuiltIn {
  title: string;
  /** What a caller may say for it, one way of many. */
  says: string;
  /** What happens then; `{tries.then}` stands for the step that is named there. */
  does: string;
  /** The entry that does the same, to begin with for who wants to change it. */
  begins: Record<string, Json>;
}

export interface ExitSpec {
  /** As the graph and the reports call it; of several that the writer names, what stands before the name. */
  name: string;
  label: string;
  required: boolean;
  each_of: null | "options" | "cases" | "outcomes" | "results";
  /** Where a step names its target; `*` stands for any name or number, `if_*` for any setting that begins so. */
  path: string[];
}

export interface StepSpec {
  type: string;
  summary: string;
  /** The caller speaks here. */
  waits: boolean;
  fields: Schema;
  exits: ExitSpec[];
}

export interface Steps {
  types: StepSpec[];
  schema: Schema;
  filters: string[];
  functions: { name: string; takes: number; help: string }[];
}
