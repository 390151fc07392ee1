import { Copy, Trash2 } from "lucide-react";
import { useShallow } from "zustand/shallow";
import { exitsOf } from "../doc/exits";
import { duplicateSteps, removeSteps, renameStep, titleOf } from "../doc/ops";
import { stepAt } from "../doc/reading";
import type { StepSpec, Steps } from "../doc/schema";
import { useDocument } from "../store/document";
import { useSpecs } from "../store/specs";
import { useUi } from "../store/ui";
import { strings } from "../strings";
import { Badge } from "../ui/Badge";
import { Button } from "../ui/Button";
import { AddExit } from "./AddExit";
import { Editable } from "./Editable";
import { Form } from "./Form";
import { NameBox } from "./NameBox";
import { Setting } from "./Setting";
import { settingsOf, shapeOf } from "./shape";
import { edit, keysAt, useRoot } from "./use";

const words = strings.inspector;
const HEAD = ["title", "section"];
const NODES = ["nodes"];

/** The form of a step. */
export function StepPanel({ name }: { name: string }) {
  const type = useDocument((state) => (state.document ? stepAt(state.document, name)?.type : undefined));
  const steps = useSpecs((state) => state.steps);
  if (type === undefined) return <p className="quiet">{words.gone(name)}</p>;
  const spec = steps?.types.find((each) => each.type === type);
  if (!steps || !spec)
    return <p className="quiet">{type ? words.unknownType(type) : strings.canvas.unfinished(type)}</p>;
  return <StepForm name={name} spec={spec} steps={steps} />;
}

function StepForm({ name, spec, steps }: { name: string; spec: StepSpec; steps: Steps }) {
  const root = useRoot();
  const path = [...NODES, name];
  const { common } = settingsOf(root, spec.fields);
  const head = common.filter((each) => HEAD.includes(each.name));
  const ownExits = spec.exits.flatMap((exit) => (exit.path.length === 1 ? exit.path : []));
  return (
    <Editable>
      <Head name={name} spec={spec} steps={steps} />
      {head.slice(0, 1).map((each) => (
        <Setting key={each.name} setting={each} path={[...path, each.name]} />
      ))}
      <div className="inspector-pairs">
        <Rename name={name} steps={steps} />
        {head.slice(1).map((each) => (
          <Setting key={each.name} setting={each} path={[...path, each.name]} />
        ))}
      </div>
      <Form schema={spec.fields} path={path} leaveOut={["type", ...HEAD, ...ownExits]} />
      <Exits name={name} spec={spec} />
    </Editable>
  );
}

function Head({ name, spec, steps }: { name: string; spec: StepSpec; steps: Steps }) {
  const title = useDocument((state) => (state.document ? titleOf(state.document, name) : name));
  const select = useUi((state) => state.select);
  const duplicate = () => {
    let made: string[] = [];
    edit(words.edits.made(title), (document) => {
      const [now, names] = duplicateSteps(document, [name], steps.schema);
      made = names;
      return now;
    });
    select(made);
  };
  const remove = () => {
    edit(words.removeNamed(`“${title}”`), (document) => removeSteps(document, [name], steps.schema));
    select([]);
  };
  return (
    <header className="inspector-head">
      <div>
        <h2>{title}</h2>
        <p className="quiet">
          <Badge kind="accent">{spec.type}</Badge> {spec.summary.split(/[;.]/)[0]}
        </p>
      </div>
      <span className="inspector-entry-tools">
        <Button kind="quiet" icon={<Copy size={14} />} label={words.duplicate(title)} onClick={duplicate} />
        <Button kind="quiet" icon={<Trash2 size={14} />} label={words.removeNamed(title)} onClick={remove} />
      </span>
    </header>
  );
}

function Rename({ name, steps }: { name: string; steps: Steps }) {
  const select = useUi((state) => state.select);
  const taken = useDocument(useShallow((state) => keysAt(state.document, NODES)));
  return (
    <NameBox
      name={name}
      taken={taken}
      onRename={(to) => {
        edit(words.edits.renamed(name, to), (document) => renameStep(document, name, to, steps.schema));
        select([to]);
      }}
    />
  );
}

/** Where the step leads, apart from the ways that have settings of their own, such as options. */
function Exits({ name, spec }: { name: string; spec: StepSpec }) {
  const root = useRoot();
  const exits = useDocument(
    useShallow((state) => {
      const step = state.document && stepAt(state.document, name);
      if (!step || !state.document) return [];
      return exitsOf(name, step, spec, state.document)
        .filter(({ path }) => path.length === 3)
        .map(({ path, label }) => `${String(path[2])}/${label}`);
    }),
  );
  const { properties, required } = spec.fields;
  const [named] = Object.values(spec.fields.patternProperties ?? {});
  const open = spec.exits.some(({ each_of }) => each_of === "outcomes" || each_of === "results");
  if (!exits.length && !open) return null;
  return (
    <section className="inspector-exits" aria-label={words.exits}>
      <h3>{words.exits}</h3>
      {exits.map((each) => {
        const [key = "", label = ""] = each.split("/");
        const schema = properties?.[key] ?? named ?? {};
        return (
          <Setting
            key={key}
            setting={{ name: key, shape: shapeOf(root, schema, required?.includes(key)) }}
            path={["nodes", name, key]}
            title={schema.title ?? label}
          />
        );
      })}
      {open && <AddExit name={name} />}
    </section>
  );
}
