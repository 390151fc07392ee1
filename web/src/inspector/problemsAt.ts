/** Which problems are shown beside which setting. */

import type { Problem } from "../api/types";
import type { Path } from "../doc/types";

export function begins(path: Path, start: Path): boolean {
  return start.length <= path.length && start.every((part, index) => part === path[index]);
}

/** Problems at a setting; with `within` also those of all that it holds. */
export function problemsAt(problems: readonly Problem[], path: Path, within: boolean): Problem[] {
  return problems.filter(
    (problem) => begins(problem.path, path) && (within || problem.path.length === path.length),
  );
}

/** Problems of a form that none of its settings shows: of the whole, or of something that it knows nothing of. */
export function problemsAround(
  problems: readonly Problem[],
  path: Path,
  settings: readonly string[],
): Problem[] {
  return problems.filter(
    (problem) =>
      begins(problem.path, path) &&
      (problem.path.length === path.length || !settings.includes(String(problem.path[path.length]))),
  );
}
