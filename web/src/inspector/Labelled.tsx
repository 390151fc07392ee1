import { useId, type ReactNode } from "react";
import type { Problem } from "../api/types";
import { setAt } from "../doc/ops";
import type { FlowDoc, Path } from "../doc/types";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { edit, useProblems } from "./use";

const words = strings.inspector;

export interface Tied {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean | undefined;
}

interface Around {
  title: string;
  help?: string | undefined;
  path: Path;
  /** Problems of what the setting holds are shown here, too. */
  within?: boolean;
}

/** A setting with one control: its name, the control, a word of help, and what is wrong with it. */
export function Labelled({
  title,
  help,
  path,
  within = true,
  side,
  children,
}: Around & { side?: ReactNode; children: (tied: Tied) => ReactNode }) {
  const id = useId();
  const problems = useProblems(path, within);
  const described = help || problems.length ? `${id}-more` : undefined;
  return (
    <div className="field inspector-setting" data-path={path.join("/")}>
      <div className="inspector-label">
        <label htmlFor={id}>{title}</label>
        {side}
      </div>
      {children({
        id,
        "aria-describedby": described,
        "aria-invalid": problems.some((each) => each.level === "error") ? true : undefined,
      })}
      <div id={described} className="inspector-under">
        {help && <p className="field-help">{help}</p>}
        <ProblemNotes problems={problems} />
      </div>
    </div>
  );
}

/** A setting with several controls. */
export function Grouped({
  title,
  help,
  path,
  within = true,
  side,
  children,
}: Around & { side?: ReactNode; children: ReactNode }) {
  const id = useId();
  const problems = useProblems(path, within);
  return (
    <div
      className="field inspector-setting"
      role="group"
      aria-labelledby={id}
      aria-describedby={help || problems.length ? `${id}-more` : undefined}
      data-path={path.join("/")}
    >
      <div className="inspector-label">
        <span id={id} className="inspector-legend">
          {title}
        </span>
        {side}
      </div>
      <div id={`${id}-more`} className="inspector-under">
        {help && <p className="field-help">{help}</p>}
        <ProblemNotes problems={problems} />
      </div>
      {children}
    </div>
  );
}

/** Problems where they are, each with its repair. */
export function ProblemNotes({ problems }: { problems: readonly Problem[] }) {
  if (!problems.length) return null;
  return (
    <ul className="inspector-problems" aria-label={words.problems}>
      {problems.map((problem) => (
        <li key={`${problem.code}/${problem.path.join("/")}/${problem.message}`} className={problem.level}>
          <span>
            {problem.message} {problem.fix}
          </span>
          {problem.repair && <RepairButton repair={problem.repair} />}
        </li>
      ))}
    </ul>
  );
}

function RepairButton({ repair }: { repair: NonNullable<Problem["repair"]> }) {
  return (
    <Button
      onClick={() => {
        edit(words.edits.repaired(repair.label), (document) => repaired(document, repair));
      }}
    >
      {repair.label}
    </Button>
  );
}

/** The document with a repair done to it; what is removed goes from the last, so that places in lists stay true. */
export function repaired(document: FlowDoc, { set, remove }: NonNullable<Problem["repair"]>): FlowDoc {
  const done = (set ?? []).reduce((now, { path, value }) => setAt(now, path, value), document);
  return [...(remove ?? [])].reverse().reduce((now, path) => setAt(now, path, undefined), done);
}
