import type { Field } from "../../doc/conditions";
import { strings } from "../../strings";

/** The value of a choice that stands for a field. */
export function keyOf({ path, of }: Field): string {
  return of ? `${of}(${path}` : path;
}

export function fieldOf(key: string): Field {
  const [of = "", path] = key.split("(");
  return path === undefined ? { path: of, of: "" } : { path, of };
}

/** How people call a field. */
export function said({ path, of }: Field): string {
  return strings.inspector.condition.functions[of]?.(path) ?? path;
}
