/** Finding steps, slots and whatever else by the words that are said there, and by name. */

import { leaves, spokenSettings } from "../doc/headline";
import { titleOf } from "../doc/ops";
import { mapOf } from "../doc/reading";
import type { Schema } from "../doc/schema";
import type { FlowDoc, Json, Path } from "../doc/types";
import { plain } from "../ui/matching";

/** Something that can be found. */
export interface Entry {
  id: string;
  path: Path;
  group: "step" | "slot" | "handler" | "other";
  title: string;
  /** What it is called. */
  names: string;
  texts: { path: Path; text: string; plain: string; said: boolean }[];
}

export interface Hit {
  entry: Entry;
  /** The text with the words, or that which comes first; with where it stands. */
  text: string;
  path: Path;
  score: number;
}

const MOST = 60;
const PLACES = [
  ["nodes", "step"],
  ["slots", "slot"],
  ["handlers", "handler"],
  ["vars", "other"],
  ["actions", "other"],
  ["knowledge", "other"],
  ["results", "other"],
  ["tests", "other"],
] as const;

/** All that can be found in a flow. */
export function entriesOf(document: FlowDoc, schema: Schema): Entry[] {
  const spoken = spokenSettings(schema);
  return PLACES.flatMap(([top, group]) =>
    Object.entries(held(document[top])).map(([name, value]) => {
      const path: Path = [top, Array.isArray(document[top]) ? Number(name) : name];
      const title = top === "nodes" ? titleOf(document, name) : nameOf(name, value);
      return {
        id: path.join("/"),
        path,
        group,
        title,
        names: plain(`${name} ${title}`),
        texts: leaves(value, path).map((leaf) => ({
          ...leaf,
          plain: plain(leaf.text),
          said: leaf.path.some((key) => typeof key === "string" && spoken.has(key)),
        })),
      };
    }),
  );
}

/** What has all of the words, best first: by name, then by what is said, then by any other setting. */
export function found(entries: readonly Entry[], typed: string): Hit[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0)
    return entries
      .filter((entry) => entry.group === "step")
      .slice(0, MOST)
      .map(unsought);
  const hits = entries.flatMap((entry) => scored(entry, words) ?? []);
  return hits.sort((a, b) => b.score - a.score).slice(0, MOST);
}

function unsought(entry: Entry): Hit {
  const first = entry.texts.find((text) => text.said);
  return { entry, text: first?.text ?? "", path: entry.path, score: 0 };
}

function scored(entry: Entry, words: readonly string[]): Hit | null {
  const inName = words.every((word) => entry.names.includes(word));
  const whole = entry.texts.filter((text) => words.every((word) => text.plain.includes(word)));
  const best = whole.find((text) => text.said) ?? whole[0];
  const kind = entry.group === "other" ? 0 : 1;
  if (inName)
    return { ...unsought(entry), score: 8 + kind + (entry.names.startsWith(words.join(" ")) ? 4 : 0) };
  if (best) return { entry, text: best.text, path: best.path, score: (best.said ? 4 : 1) + kind };
  const spread = words.every(
    (word) =>
      entry.names.includes(word) || entry.texts.some((text) => text.said && text.plain.includes(word)),
  );
  return spread ? { ...unsought(entry), score: kind } : null;
}

/** Tests are a list, all else is by name. */
function held(value: unknown): Record<string, Json> {
  return (Array.isArray(value) ? value : mapOf(value)) as Record<string, Json>;
}

function nameOf(name: string, value: Json): string {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    for (const key of ["title", "name"]) if (typeof value[key] === "string") return value[key];
  return name.replaceAll("_", " ");
}
