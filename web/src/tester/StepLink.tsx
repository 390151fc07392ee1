import { spaced } from "../doc/names";
import { has } from "../doc/own";
import { stepAt, textOf } from "../doc/reading";
import { useDocument } from "../store/document";
import { useUi } from "../store/ui";

/** The name of a step; a click opens it. A step that the flow has no more is only named. */
export function StepLink({ step }: { step: string }) {
  const title = useDocument((state) => textOf(state.document && stepAt(state.document, step)?.title));
  const known = useDocument((state) => state.document !== null && has(state.document.nodes, step));
  const goTo = useUi((state) => state.goTo);
  const name = title || spaced(step);
  if (!known) return <span className="tester-step">{name}</span>;
  return (
    <button type="button" className="tester-step" onClick={() => goTo(["nodes", step])}>
      {name}
    </button>
  );
}
