import type { Path } from "../doc/types";
import { strings } from "../strings";
import { useProblems } from "./use";

const words = strings.inspector;

/** How much is wrong with something that is folded up; hints only where there is nothing worse. */
export function ProblemCount({ path }: { path: Path }) {
  const problems = useProblems(path, true);
  const wrong = problems.filter(({ level }) => level !== "hint");
  if (!problems.length) return null;
  const worst = wrong.some(({ level }) => level === "error") ? "error" : wrong.length ? "warning" : "hint";
  return (
    <span className={`inspector-dot ${worst}`}>
      {wrong.length ? words.problemCount(wrong.length) : words.hintCount(problems.length)}
    </span>
  );
}
