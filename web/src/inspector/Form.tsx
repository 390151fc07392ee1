import { useShallow } from "zustand/shallow";
import { isMap } from "../doc/equal";
import { getAt } from "../doc/ops";
import type { Schema } from "../doc/schema";
import type { Json, Path } from "../doc/types";
import { useDocument } from "../store/document";
import { useUi } from "../store/ui";
import { strings } from "../strings";
import { ProblemNotes } from "./Labelled";
import { begins } from "./problemsAt";
import { Setting } from "./Setting";
import { applies, settingsOf, shapeOf, type FormSetting } from "./shape";
import { useProblemsAround, useRoot } from "./use";

const NONE: readonly string[] = [];
/** Before the name of a setting that is written and has no effect. */
const IDLE = "-";

/** The settings of a part of the document that its schema describes: the common ones, then the rest under “More”. */
export function Form({
  schema,
  path,
  leaveOut = NONE,
  around = true,
  folded = true,
}: {
  schema: Schema;
  path: Path;
  leaveOut?: readonly string[];
  /** Tell problems that belong to none of the settings. */
  around?: boolean;
  /** Settings that few flows need are folded away. */
  folded?: boolean;
}) {
  const root = useRoot();
  const { common, more } = settingsOf(root, schema, leaveOut, path.length > 0);
  const { shown, idle } = useShown(root, schema, path);
  const open = folded ? common : [...common, ...more];
  const here = folded ? more.filter((each) => shown.includes(each.name)) : [];
  return (
    <>
      {around && <Around path={path} settings={Object.keys(schema.properties ?? {})} />}
      {open
        .filter((each) => shown.includes(each.name))
        .map((each) => (
          <Shown key={each.name} setting={each} path={path} idle={idle} />
        ))}
      {here.length > 0 && <More settings={here} path={path} idle={idle} />}
    </>
  );
}

/** The settings that have an effect with what is set beside them, and those that are written without any. */
function useShown(root: Schema, schema: Schema, path: Path): { shown: string[]; idle: string[] } {
  const told = useDocument(
    useShallow((state) => {
      const at = state.document ? getAt(state.document, path) : undefined;
      const values = isMap(at) ? (at as Record<string, Json>) : {};
      const defaultOf = (name: string) => shapeOf(root, schema.properties?.[name] ?? {}).default;
      return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
        if (applies(inner, (beside) => values[beside], defaultOf)) return [name];
        return name in values ? [`${IDLE}${name}`] : [];
      });
    }),
  );
  const idle = told.filter((each) => each.startsWith(IDLE)).map((each) => each.slice(IDLE.length));
  return { shown: [...told, ...idle], idle };
}

function Shown({ setting, path, idle }: { setting: FormSetting; path: Path; idle: readonly string[] }) {
  return (
    <>
      <Setting setting={setting} path={[...path, setting.name]} />
      {idle.includes(setting.name) && <p className="inspector-idle">{strings.inspector.idle}</p>}
    </>
  );
}

function More({
  settings,
  path,
  idle,
}: {
  settings: readonly FormSetting[];
  path: Path;
  idle: readonly string[];
}) {
  const set = useDocument((state) => {
    const at = state.document ? getAt(state.document, path) : undefined;
    return isMap(at) ? settings.filter(({ name }) => name in at).length : 0;
  });
  const asked = useUi(({ focus }) => {
    const name = focus && begins(focus, path) ? focus[path.length] : undefined;
    return settings.some((each) => each.name === name);
  });
  return (
    <details className="inspector-more" open={asked || undefined}>
      <summary>
        {strings.inspector.more(settings.length)}
        {set > 0 && <span className="quiet">{strings.inspector.moreSet(set)}</span>}
      </summary>
      {settings.map((each) => (
        <Shown key={each.name} setting={each} path={path} idle={idle} />
      ))}
    </details>
  );
}

function Around({ path, settings }: { path: Path; settings: readonly string[] }) {
  return <ProblemNotes problems={useProblemsAround(path, settings)} />;
}
