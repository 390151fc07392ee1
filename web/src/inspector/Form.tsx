import { useShallow } from "zustand/shallow";
import { isMap } from "../doc/equal";
import { getAt } from "../doc/ops";
import type { Schema } from "../doc/schema";
import type { Path } from "../doc/types";
import { useDocument } from "../store/document";
import { useUi } from "../store/ui";
import { strings } from "../strings";
import { ProblemNotes } from "./Labelled";
import { asText } from "./plain";
import { begins } from "./problemsAt";
import { Setting } from "./Setting";
import { applies, settingsOf, shapeOf, type FormSetting } from "./shape";
import { useProblemsAround, useRoot } from "./use";

const NONE: readonly string[] = [];

/** The settings of a part of the document that its schema describes: the common ones, then the rest under “More”. */
export function Form({
  schema,
  path,
  leaveOut = NONE,
  around = true,
}: {
  schema: Schema;
  path: Path;
  leaveOut?: readonly string[];
  /** Tell problems that belong to none of the settings. */
  around?: boolean;
}) {
  const root = useRoot();
  const { common, more } = settingsOf(root, schema, leaveOut, path.length > 0);
  const shown = useShown(root, schema, path);
  const here = more.filter((each) => shown.includes(each.name));
  return (
    <>
      {around && <Around path={path} settings={Object.keys(schema.properties ?? {})} />}
      {common
        .filter((each) => shown.includes(each.name))
        .map((each) => (
          <Setting key={each.name} setting={each} path={[...path, each.name]} />
        ))}
      {here.length > 0 && <More settings={here} path={path} />}
    </>
  );
}

/** The names of the settings that mean something with what is set beside them. */
function useShown(root: Schema, schema: Schema, path: Path): string[] {
  return useDocument(
    useShallow((state) => {
      const at = state.document ? getAt(state.document, path) : undefined;
      const values = isMap(at) ? at : {};
      return Object.entries(schema.properties ?? {})
        .filter(([name, inner]) =>
          applies(
            inner,
            name in values,
            (beside) => asText(values[beside]),
            (beside) => shapeOf(root, schema.properties?.[beside] ?? {}).default,
          ),
        )
        .map(([name]) => name);
    }),
  );
}

function More({ settings, path }: { settings: readonly FormSetting[]; path: Path }) {
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
        <Setting key={each.name} setting={each} path={[...path, each.name]} />
      ))}
    </details>
  );
}

function Around({ path, settings }: { path: Path; settings: readonly string[] }) {
  return <ProblemNotes problems={useProblemsAround(path, settings)} />;
}
