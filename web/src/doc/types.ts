/** The flow document as plain data, the way its YAML reads. What its settings mean is told by the server's JSON Schema. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Where in a document: `["nodes", "menu", "options", "book", "to"]`. */
export type Path = readonly (string | number)[];

/** A text as written: plain, a ladder of re-asks, or one of these for each language. */
export type Wording = string | string[] | { [language: string]: string | string[] };

export interface StepDoc {
  type: string;
  title?: string;
  section?: string;
  note?: string;
  [setting: string]: Json | undefined;
}

/** Keyed maps keep the order in which they are written: it is the order in which things are asked and read. */
export interface FlowDoc {
  flow: string;
  title: string;
  start: string;
  nodes: Record<string, StepDoc>;
  languages?: string[];
  slots?: Record<string, { [setting: string]: Json }>;
  [setting: string]: Json | Record<string, StepDoc> | Record<string, { [setting: string]: Json }> | undefined;
}

/** What is for the eye alone; never part of a version. */
export interface LayoutDoc {
  positions: Record<string, [number, number]>;
  collapsed: string[];
}

export const EMPTY_LAYOUT: LayoutDoc = { positions: {}, collapsed: [] };
