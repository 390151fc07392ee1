import type { Problem } from "../api/types";

export interface Counts {
  errors: number;
  warnings: number;
}

/** How many problems each step has. */
export function problemsByStep(problems: readonly Problem[]): ReadonlyMap<string, Counts> {
  const counts = new Map<string, Counts>();
  for (const { path, level } of problems) {
    const [top, name] = path;
    if (top !== "nodes" || typeof name !== "string" || level === "hint") continue;
    const { errors, warnings } = counts.get(name) ?? { errors: 0, warnings: 0 };
    counts.set(
      name,
      level === "error" ? { errors: errors + 1, warnings } : { errors, warnings: warnings + 1 },
    );
  }
  return counts;
}
