/** Two people's changes to one document, put together: by keyed maps, down to single settings. */

import { isMap, same, shared } from "./equal";
import { mergedList } from "./merge-lists";
import { has, own } from "./own";
import { renameStep } from "./rename";
import { setAt } from "./paths";
import type { Schema } from "./schema";
import type { FlowDoc, Json, Path } from "./types";

/** Both changed the same setting, differently. */
export interface MergeConflict {
  path: Path;
  ours: Json | undefined;
  theirs: Json | undefined;
}

export interface Merged {
  document: FlowDoc;
  conflicts: MergeConflict[];
}

type Value = Json | undefined;
/** Merges the three forms of one part; conflicts are noted. Ours is the very object that comes back when it is the result. */
export type MergePart = (base: Value, ours: Value, theirs: Value, path: Path) => Value;

/**
 * What either side changed since `base`. Where both changed the same setting, ours stays and that is told.
 * With the schema, a step that one side renamed is found by the other side's changes to it.
 */
export function mergeDocuments(base: FlowDoc, ours: FlowDoc, theirs: FlowDoc, schema?: Schema): Merged {
  if (schema) {
    const [ourNames, theirNames] = [newNames(base, ours), newNames(base, theirs)];
    const renames = { ...theirNames, ...ourNames };
    if (Object.keys(renames).length)
      return merge(
        renamed(base, renames, schema),
        renamed(ours, theirNames, schema),
        renamed(theirs, ourNames, schema),
      );
  }
  return merge(base, ours, theirs);
}

function merge(base: FlowDoc, ours: FlowDoc, theirs: FlowDoc): Merged {
  const { value, conflicts } = mergePlain(base, ours, theirs);
  return { document: value, conflicts };
}

/** The same for any plain data, such as a layout. */
export function mergePlain<Part>(
  base: Part,
  ours: Part,
  theirs: Part,
): { value: Part; conflicts: MergeConflict[] } {
  const conflicts: MergeConflict[] = [];
  const part: MergePart = (b, o, t, path) => {
    if (same(o, t) || same(b, t)) return o;
    if (same(b, o)) return shared(o, t);
    if (isMap(o) && isMap(t)) return mergedMap(isMap(b) ? b : {}, o, t, path, part);
    if (Array.isArray(b) && Array.isArray(o) && Array.isArray(t)) {
      const list = mergedList(b, o, t, path, part);
      if (list) return list;
    }
    conflicts.push({ path, ours: o, theirs: t });
    return o;
  };
  const value = part(base as unknown as Json, ours as unknown as Json, theirs as unknown as Json, []);
  return { value: value as unknown as Part, conflicts };
}

type Keyed = { [key: string]: Json };

function mergedMap(base: Keyed, ours: Keyed, theirs: Keyed, path: Path, part: MergePart): Keyed {
  const entries = mergedKeys(Object.keys(base), Object.keys(ours), Object.keys(theirs)).flatMap(
    (key): [string, Json][] => {
      const value = part(own(base, key), own(ours, key), own(theirs, key), [...path, key]);
      return value === undefined ? [] : [[key, value]];
    },
  );
  const keys = Object.keys(ours);
  const unchanged =
    entries.length === keys.length &&
    entries.every(([key, value], index) => key === keys[index] && value === ours[key]);
  return unchanged ? ours : Object.fromEntries(entries);
}

/** All keys in order: ours, unless only they gave them another one; those of the other side after the one before them. */
export function mergedKeys(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): string[] {
  const everywhere = (key: string) => base.includes(key) && ours.includes(key) && theirs.includes(key);
  const ourOrderIsOld = same(base.filter(everywhere), ours.filter(everywhere));
  const [main, other] = ourOrderIsOld ? [theirs, ours] : [ours, theirs];
  const keys = [...main];
  other.forEach((key, index) => {
    if (keys.includes(key)) return;
    const before = other
      .slice(0, index)
      .reverse()
      .find((each) => keys.includes(each));
    keys.splice(before === undefined ? 0 : keys.indexOf(before) + 1, 0, key);
  });
  return keys;
}

/** Steps that a side gave another name since `base`: the old → the new. */
function newNames(base: FlowDoc, side: FlowDoc): Record<string, string> {
  const told = isMap(side.renamed) ? Object.entries(side.renamed) : [];
  return Object.fromEntries(
    told.filter(
      (entry): entry is [string, string] =>
        has(base.nodes, entry[0]) &&
        !has(side.nodes, entry[0]) &&
        typeof entry[1] === "string" &&
        has(side.nodes, entry[1]) &&
        !has(base.nodes, entry[1]),
    ),
  );
}

/** The names alone: that they are told in `renamed` is a change of the side that made them. */
function renamed(document: FlowDoc, names: Record<string, string>, schema: Schema): FlowDoc {
  const now = Object.entries(names).reduce(
    (each, [from, to]) => renameStep(each, from, to, schema),
    document,
  );
  if (now === document) return document;
  return setAt(now, ["renamed"], document.renamed as Json | undefined);
}
