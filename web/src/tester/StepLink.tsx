import { spaced } from "../doc/names";
import { useDocument } from "../store/document";
import { useUi } from "../store/ui";

/** The name of a step; a click opens it. A step that the flow has no more is only named. */
export function StepLink({ step }: { step: string }) {
  const title = useDocument((state) => state.document?.nodes[step]?.title);
  const known = useDocument((state) => state.document !== null && step in state.document.nodes);
  const goTo = useUi((state) => state.goTo);
  const name = title ?? spaced(step);
  if (!known) return <span className="tester-step">{name}</span>;
  return (
    <button type="button" className="tester-step" onClick={() => goTo(["nodes", step])}>
      {name}
    </button>
  );
}
