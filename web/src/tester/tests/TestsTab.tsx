import { Play } from "lucide-react";
import { useEffect } from "react";
import { isMap } from "../../doc/equal";
import type { Json } from "../../doc/types";
import { useDocument } from "../../store/document";
import { useSync } from "../../store/sync";
import { useUi } from "../../store/ui";
import { strings } from "../../strings";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Problems } from "../Problems";
import { StepLink } from "../StepLink";
import { Report } from "./Report";
import { covered, type TestRun } from "./reports";
import { useRunning } from "./running";

const { tests: words } = strings.tester;
const TOGETHER_MS = 1_000;

/** The tests of the flow, and what they came to. `onTry` shows the conversation by text. */
export function TestsTab({ onTry }: { onTry: () => void }) {
  useAutoRun();
  usePaint();
  const document = useDocument((state) => state.document);
  const flow = useSync((state) => state.flow) ?? document?.flow ?? null;
  const { run, of, running, refusal, auto } = useRunning();
  const { start, setAuto } = useRunning.getState();
  const tests = Array.isArray(document?.tests) ? document.tests : [];
  if (!document || !flow) return null;
  if (tests.length === 0) return <p className="quiet">{words.none}</p>;
  return (
    <div className="tester-tests">
      <div className="row">
        <Button
          kind="primary"
          icon={<Play size={16} />}
          disabled={running}
          onClick={() => void start(flow, document)}
        >
          {running ? words.running : words.run}
        </Button>
        <label className="tester-check">
          <input type="checkbox" checked={auto} onChange={(event) => setAuto(event.target.checked)} />
          {words.auto}
        </label>
      </div>
      <div role="status">
        {!run && !running && !refusal && <p className="quiet">{words.notRun}</p>}
        {run && <Summary run={run} stale={of !== document} />}
      </div>
      {refusal && <Problems message={refusal.message} problems={refusal.problems} />}
      <ul className="tester-reports">
        {inOrder(tests, run).map(({ test, place }) => {
          const name = nameOf(test);
          const report = run?.reports.find((each) => each.name === name) ?? null;
          return (
            <Report
              key={place}
              flow={flow}
              test={test}
              place={place}
              name={name}
              report={report}
              onTry={onTry}
            />
          );
        })}
      </ul>
    </div>
  );
}

function nameOf(test: Json): string {
  return isMap(test) && typeof test.name === "string" ? test.name : "";
}

/** Those that fail come first. */
function inOrder(tests: readonly Json[], run: TestRun | null): { test: Json; place: number }[] {
  const failed = new Set(run?.reports.filter(({ ok }) => !ok).map(({ name }) => name));
  const all = tests.map((test, place) => ({ test, place, fails: failed.has(nameOf(test)) }));
  return [...all.filter(({ fails }) => fails), ...all.filter(({ fails }) => !fails)];
}

function Summary({ run, stale }: { run: TestRun; stale: boolean }) {
  const { through, missed } = covered(run);
  const painted = useRunning((state) => state.painted);
  const paint = useRunning((state) => state.paint);
  return (
    <div className="tester-summary">
      <p className="row">
        <Badge kind="good">{words.passed(run.passed)}</Badge>
        {run.failed > 0 && <Badge kind="bad">{words.failed(run.failed)}</Badge>}
        {stale && <Badge kind="warn">{words.stale}</Badge>}
      </p>
      <p>{words.coverage(through.size, through.size + missed.length)}</p>
      <label className="tester-check">
        <input type="checkbox" checked={painted} onChange={(event) => paint(event.target.checked)} />
        {words.cover}
      </label>
      {missed.length > 0 && (
        <p>
          {words.missed}:{" "}
          {missed.map((step) => (
            <StepLink key={step} step={step} />
          ))}
        </p>
      )}
    </div>
  );
}

/** Run them a moment after each change, when that is wanted. */
function useAutoRun(): void {
  const document = useDocument((state) => state.document);
  const flow = useSync((state) => state.flow);
  const auto = useRunning((state) => state.auto);
  const of = useRunning((state) => state.of);
  const start = useRunning((state) => state.start);
  useEffect(() => {
    if (!auto || !document || !flow || of === document) return undefined;
    const timer = setTimeout(() => void start(flow, document), TOGETHER_MS);
    return () => clearTimeout(timer);
  }, [auto, document, flow, of, start]);
}

/** Show on the canvas what they come through, while this is open. */
function usePaint(): void {
  const run = useRunning((state) => state.run);
  const painted = useRunning((state) => state.painted);
  const cover = useUi((state) => state.cover);
  useEffect(() => {
    cover(run && painted ? covered(run).through : null);
    return () => cover(null);
  }, [cover, run, painted]);
}
