import { Link } from "wouter";
import { useUi } from "../store/ui";
import { strings } from "../strings";
import { useStepTitle } from "./titles";

/** A step by its name; opens it in the editor. */
export function StepLink({ flow, step, title }: { flow: string; step: string; title?: string | undefined }) {
  const called = useStepTitle(step);
  return (
    <Link
      className="calls-step"
      href={`/flows/${encodeURIComponent(flow)}?step=${encodeURIComponent(step)}`}
      title={strings.calls.call.openStep(step)}
      onClick={() => useUi.getState().goTo(["nodes", step])}
    >
      {title ?? called}
    </Link>
  );
}
