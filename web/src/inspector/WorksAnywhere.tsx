import { useDocument } from "../store/document";
import { useMay } from "../store/me";
import { useUi } from "../store/ui";
import { strings } from "../strings";
import { Badge } from "../ui/Badge";
import { Button } from "../ui/Button";
import { happens, makeExplicit } from "./builtIn";
import { useKeys, useRoot } from "./use";

const words = strings.inspector.anywhere;
const HANDLERS = ["handlers"];

/** What callers may say anywhere without anybody having set it, and what happens then. */
export function WorksAnywhere() {
  const root = useRoot();
  const set = useKeys(HANDLERS);
  const told = Object.entries(root.properties?.["handlers"]?.["x-built-in"] ?? {});
  if (told.length === 0) return null;
  return (
    <section className="inspector-anywhere" aria-labelledby="inspector-anywhere">
      <h3 id="inspector-anywhere">{words.title}</h3>
      <p className="field-help">{words.about}</p>
      <ul className="inspector-list">
        {told.map(([name, { title, says }]) => (
          <li key={name} className="inspector-list-row">
            <span className="inspector-list-name">
              <strong>{title}</strong> <span className="quiet">{words.says(says)}</span>{" "}
              {set.includes(name) && <Badge>{words.own}</Badge>}
              <BuiltInDoes name={name} />
            </span>
            <Go name={name} title={title} set={set.includes(name)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Go({ name, title, set }: { name: string; title: string; set: boolean }) {
  const root = useRoot();
  const goTo = useUi((state) => state.goTo);
  const may = useMay("edit");
  if (!set && !may) return null;
  return (
    <Button
      aria-label={set ? words.openNamed(title) : words.changeNamed(title)}
      onClick={() => {
        if (!set) makeExplicit(name, root);
        goTo([...HANDLERS, name]);
      }}
    >
      {set ? words.open : words.change}
    </Button>
  );
}

/** What happens at present, in a sentence. */
export function BuiltInDoes({ name }: { name: string }) {
  const root = useRoot();
  const does = useDocument(({ document }) => (document ? happens(document, root, name) : ""));
  return <span className="quiet inspector-does">{does}</span>;
}
