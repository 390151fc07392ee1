import { useMemo } from "react";
import { useShallow } from "zustand/shallow";
import { askedBy } from "../../doc/asking";
import { getAt } from "../../doc/ops";
import { isMap } from "../../doc/equal";
import { distinctTitle } from "../../doc/titles";
import { firstWords } from "../../doc/wording";
import { useDocument } from "../../store/document";
import { useSpecs } from "../../store/specs";
import { useUi } from "../../store/ui";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Form } from "../Form";
import { ProblemCount } from "../ProblemCount";
import { innerOf } from "../shape";
import { useRoot } from "../use";

const words = strings.inspector.asked;

/** How a step asks for a slot: the slot's own settings, which every step shares that asks for it. */
export function AskedSlot({ name, step, open }: { name: string; step: string; open: boolean }) {
  const root = useRoot();
  const path = ["slots", name];
  const question = useDocument(({ document }) => {
    const slot = document ? getAt(document, path) : undefined;
    return isMap(slot) ? firstWords(slot["ask"]) : null;
  });
  const goTo = useUi((state) => state.goTo);
  const asking = useMemo(() => {
    const slot = innerOf(root, root.properties?.["slots"] ?? {});
    const told = Object.entries(slot?.properties ?? {}).filter(([, schema]) => schema["x-asking"]);
    return { properties: Object.fromEntries(told) };
  }, [root]);
  if (question === null) return null;
  return (
    <details className="inspector-asked" open={open}>
      <summary>
        <span dir="auto">{question || words.noQuestion}</span>
        <ProblemCount path={path} />
      </summary>
      <div className="inspector-inner">
        <Shared name={name} step={step} />
        <Form schema={asking} path={path} folded={false} />
        <Button kind="quiet" onClick={() => goTo(path)}>
          {words.whole}
        </Button>
      </div>
    </details>
  );
}

function Shared({ name, step }: { name: string; step: string }) {
  const steps = useSpecs((state) => state.steps);
  const others = useDocument(
    useShallow(({ document }) =>
      document && steps
        ? askedBy(document, steps, name)
            .filter((each) => each !== step)
            .map((each) => `“${distinctTitle(document, each)}”`)
        : [],
    ),
  );
  const listed = new Intl.ListFormat("en-GB").format(others);
  return (
    <p className="field-help">
      {others.length === 0
        ? words.alone
        : others.length === 1
          ? words.shared(listed)
          : words.sharedBy(listed)}
    </p>
  );
}
