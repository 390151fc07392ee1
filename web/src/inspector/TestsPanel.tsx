import { ArrowLeft, Copy, Plus, Trash2 } from "lucide-react";
import { isMap } from "../doc/equal";
import { getAt, setAt } from "../doc/ops";
import type { Json } from "../doc/types";
import { useMay } from "../store/me";
import { useUi } from "../store/ui";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { removedAt } from "./fields/lists";
import { Editable } from "./Editable";
import { Form } from "./Form";
import { ProblemCount } from "./ProblemCount";
import { shapeOf } from "./shape";
import { edit, useLength, useRoot, useValue } from "./use";

const words = strings.inspector;
const TESTS = ["tests"];

function change(label: string, make: (tests: Json[]) => Json[]): void {
  edit(label, (document) => {
    const now = getAt(document, TESTS);
    const tests = make(Array.isArray(now) ? now : []);
    return setAt(document, TESTS, tests.length ? tests : undefined);
  });
}

/** The conversations that must keep working. */
export function TestsPanel() {
  const chosen = useUi((state) => state.entry);
  const setChosen = useUi((state) => state.choose);
  const length = useLength(TESTS);
  const may = useMay("edit");
  if (typeof chosen === "number" && chosen < length)
    return <TestForm key={chosen} index={chosen} onChoose={setChosen} length={length} />;
  return (
    <>
      <h2>{words.panels.tests}</h2>
      {length === 0 && <p className="quiet">{words.tests.empty}</p>}
      <ul className="inspector-list" aria-label={words.panels.tests}>
        {Array.from({ length }, (_, index) => (
          <TestLine key={index} index={index} onChoose={() => setChosen(index)} />
        ))}
      </ul>
      <Button
        kind="primary"
        icon={<Plus size={14} />}
        disabled={!may}
        onClick={() => {
          change(words.edits.made(words.tests.fresh), (tests) => [
            ...tests,
            { name: words.tests.fresh, script: [{ caller: "" }] },
          ]);
          setChosen(length);
        }}
      >
        {words.tests.add}
      </Button>
    </>
  );
}

function TestLine({ index, onChoose }: { index: number; onChoose: () => void }) {
  const path = [...TESTS, index];
  const test = useValue(path);
  const name = nameOf(test);
  const lines = isMap(test) && Array.isArray(test["script"]) ? test["script"].length : 0;
  return (
    <li className="inspector-list-row">
      <button type="button" className="inspector-choose" onClick={onChoose}>
        <span>
          <strong>{name}</strong>
          <ProblemCount path={path} />
        </span>
        <span className="quiet">{words.tests.lines(lines)}</span>
      </button>
      <Editable>
        <Remove name={name} index={index} />
      </Editable>
    </li>
  );
}

function Remove({ name, index, onDone }: { name: string; index: number; onDone?: () => void }) {
  return (
    <Button
      kind="quiet"
      icon={<Trash2 size={14} />}
      label={words.removeNamed(name)}
      onClick={() => {
        change(words.removeNamed(`“${name}”`), (tests) => removedAt(tests, index));
        onDone?.();
      }}
    />
  );
}

function nameOf(test: Json | undefined): string {
  const name = isMap(test) ? test["name"] : undefined;
  return typeof name === "string" && name ? name : words.tests.untitled;
}

function TestForm({
  index,
  length,
  onChoose,
}: {
  index: number;
  length: number;
  onChoose: (index: number | null) => void;
}) {
  const root = useRoot();
  const path = [...TESTS, index];
  const name = nameOf(useValue(path));
  const schema = shapeOf(root, shapeOf(root, root.properties?.["tests"] ?? {}).items ?? {});
  return (
    <>
      <Button kind="quiet" icon={<ArrowLeft size={14} />} onClick={() => onChoose(null)}>
        {words.panels.tests}
      </Button>
      <Editable>
        <header className="inspector-head">
          <h2>{name}</h2>
          <span className="inspector-entry-tools">
            <Button
              kind="quiet"
              icon={<Copy size={14} />}
              label={words.duplicate(name)}
              onClick={() => {
                change(words.edits.made(name), (tests) => [...tests, tests[index] ?? {}]);
                onChoose(length);
              }}
            />
            <Remove name={name} index={index} onDone={() => onChoose(null)} />
          </span>
        </header>
        <Form schema={schema} path={path} />
      </Editable>
    </>
  );
}
