import { CircleCheck, Lightbulb, OctagonAlert, TriangleAlert, Wrench, type LucideIcon } from "lucide-react";
import { useMemo } from "react";
import type { Level, Problem } from "../api/types";
import { mend } from "../store/commands";
import { useDocument } from "../store/document";
import { useMay } from "../store/me";
import { useSync } from "../store/sync";
import { useUi } from "../store/ui";
import { undo } from "../store/undo";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { tell } from "../ui/Toasts";
import { countsOf, inOrder, keyOf, placeOf } from "./list";
import "./problems.css";

const words = strings.problems;
const ICONS: Record<Level, LucideIcon> = { error: OctagonAlert, warning: TriangleAlert, hint: Lightbulb };

/** What is wrong with the draft, the worst first; each leads to its setting, some can be mended at once. */
export default function ProblemList() {
  const problems = useSync((state) => state.problems);
  const saving = useSync((state) => state.state === "saving");
  const sorted = useMemo(() => inOrder(problems), [problems]);
  const counts = countsOf(problems);
  return (
    <section className="problems" aria-label={words.label}>
      <p className="problems-summary" role="status">
        {problems.length === 0 ? (
          <>
            <CircleCheck size={16} aria-hidden="true" /> <strong>{words.none}</strong>
          </>
        ) : (
          <strong>{words.summary(counts.error, counts.warning, counts.hint)}</strong>
        )}
        {saving && <span className="quiet"> {words.stale}</span>}
      </p>
      {problems.length === 0 && <p className="quiet">{words.noneDetail}</p>}
      <ul className="problems-list">
        {sorted.map((problem) => (
          <Row key={keyOf(problem)} problem={problem} />
        ))}
      </ul>
    </section>
  );
}

function Row({ problem }: { problem: Problem }) {
  const { level, repair, consequences } = problem;
  const Icon = ICONS[level];
  const may = useMay("edit");
  return (
    <li className={`problems-row ${level}`}>
      <span
        className="problems-level"
        role="img"
        aria-label={words.levels[level]}
        title={words.levels[level]}
      >
        <Icon size={16} aria-hidden="true" />
      </span>
      <div className="problems-body">
        <Sentence problem={problem} />
        {problem.fix && <p className="problems-fix">{problem.fix}</p>}
        {repair && may && (
          <Button
            icon={<Wrench size={14} />}
            onClick={() => {
              mend(problem);
              tell(repair.label, "good", { label: strings.common.undo, run: undo });
            }}
          >
            {repair.label}
          </Button>
        )}
        {consequences.length > 0 && (
          <details className="problems-more">
            <summary>{words.consequences(consequences.length)}</summary>
            <ul className="problems-list">
              {consequences.map((one) => (
                <Row key={keyOf(one)} problem={one} />
              ))}
            </ul>
          </details>
        )}
      </div>
    </li>
  );
}

function Sentence({ problem }: { problem: Problem }) {
  const place = useDocument((state) => (state.document ? placeOf(state.document, problem.path) : null));
  const goTo = useUi((state) => state.goTo);
  if (place === null) return <p className="problems-sentence">{problem.message}</p>;
  return (
    <button type="button" className="problems-sentence" onClick={() => goTo(problem.path)}>
      {problem.message}
      {!problem.message.includes(`“${place}”`) && (
        <>
          {" "}
          <span className="problems-place">{words.where(place)}</span>
        </>
      )}
    </button>
  );
}
