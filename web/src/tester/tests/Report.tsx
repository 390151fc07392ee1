import { useUi } from "../../store/ui";
import type { Json } from "../../doc/types";
import { strings } from "../../strings";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { caseOf } from "../talk/caseOf";
import { useConversation } from "../talk/conversation";
import { pointedOut, type TestReport } from "./reports";

const { tests: words } = strings.tester;

interface Props {
  flow: string;
  test: Json;
  place: number;
  name: string;
  /** How it went; null when it did not run. */
  report: TestReport | null;
  onTry: () => void;
}

/** One test: whether it passes, and if not, what came instead, in its conversation. */
export function Report({ flow, test, place, name, report, onTry }: Props) {
  const load = useConversation((state) => state.load);
  const light = useUi((state) => state.light);
  const goTo = useUi((state) => state.goTo);
  const tryIt = () => {
    load(flow, caseOf(test), name);
    onTry();
  };
  return (
    <li className="tester-report">
      <p className="tester-report-name">
        {report && <Badge kind={report.ok ? "good" : "bad"}>{report.ok ? words.ok : words.fails}</Badge>}{" "}
        <strong>{name}</strong> {report && <span className="quiet">{words.took(report.turns)}</span>}
      </p>
      {report?.failure && <p className="tester-failure">{report.failure}</p>}
      {report?.differences.map(({ expected, came }, nth) => (
        <dl key={nth} className="tester-difference">
          <dt>{words.expected}</dt>
          <dd>
            <PointedOut text={expected} />
          </dd>
          <dt>{words.came}</dt>
          <dd>
            <PointedOut text={came} />
          </dd>
        </dl>
      ))}
      {report && (
        <details onToggle={(event) => event.currentTarget.open && light(report.visited)}>
          <summary>
            {words.show}
            <span className="visually-hidden"> {name}</span>
          </summary>
          <Transcript report={report} />
        </details>
      )}
      <div className="row">
        <Button kind="quiet" onClick={tryIt}>
          {words.open}
        </Button>
        <Button kind="quiet" onClick={() => goTo(["tests", place])}>
          {words.change}
        </Button>
      </div>
    </li>
  );
}

function PointedOut({ text }: { text: string }) {
  return pointedOut(text).map((part, place) =>
    part.differs ? <mark key={place}>{part.text}</mark> : <span key={place}>{part.text}</span>,
  );
}

function Transcript({ report }: { report: TestReport }) {
  return (
    <ol className="tester-transcript">
      {report.transcript.map(({ who, text }, place) => (
        <li key={place} className={who}>
          <p className={who === "bot" ? "tester-said" : who === "line" ? "tester-line" : "tester-caller"}>
            {text}
          </p>
        </li>
      ))}
    </ol>
  );
}
