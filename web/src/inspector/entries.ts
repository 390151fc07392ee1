/** Renaming what has a name in the document, wherever it is named. */

import { isMap } from "../doc/equal";
import { getAt, renameSlot, renameStep, setAt } from "../doc/ops";
import { withKey } from "../doc/paths";
import { references, type NameKind } from "../doc/references";
import type { Schema } from "../doc/schema";
import type { FlowDoc, Json, Path } from "../doc/types";

/** What the top-level maps hold. */
const KINDS: Record<string, NameKind> = {
  actions: "action",
  handlers: "handler",
  knowledge: "knowledge",
  results: "result",
};

/** A key of the map at a path gets another name; what is named by it follows. */
export function renamedKey(document: FlowDoc, path: Path, from: string, to: string, schema: Schema): FlowDoc {
  const [top] = path;
  if (path.length === 1 && top === "nodes") return renameStep(document, from, to, schema);
  if (path.length === 1 && (top === "slots" || top === "vars")) return renameSlot(document, from, to, schema);
  const kind = path.length === 1 ? KINDS[String(top)] : undefined;
  const named = kind ? references(document, schema, kind).filter(({ name }) => name === from) : [];
  const map = getAt(document, path);
  const moved = isMap(map) ? setAt(document, path, withKey(map as Record<string, Json>, from, to)) : document;
  return named.reduce((now, { path: at }) => rewritten(now, at, from, to), moved);
}

/** The name stands as a text at its path, or as a key of the map there. */
function rewritten(document: FlowDoc, path: Path, from: string, to: string): FlowDoc {
  if (getAt(document, path) === from) return setAt(document, path, to);
  const around = path.slice(0, -1);
  const map = getAt(document, around);
  return path.at(-1) === from && isMap(map)
    ? setAt(document, around, withKey(map as Record<string, Json>, from, to))
    : document;
}
