/** What the things that one edits are called in the names of changes. */

import type { Path } from "../doc/types";
import { strings } from "../strings";

const { owner, edits } = strings.inspector;
const NAMED = ["nodes", "slots", "handlers", "vars", "actions", "knowledge"];

/** Whose setting this is: “menu”, “day”, test 2, or the flow. */
export function ownerOf([top, name]: Path): string {
  if (NAMED.includes(String(top)) && typeof name === "string") return owner.nodes(name);
  return top === "tests" && typeof name === "number" ? owner.test(name + 1) : owner.flow;
}

export function changed(title: string, path: Path): string {
  return edits.changed(title, ownerOf(path));
}
