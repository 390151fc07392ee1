import { useEffect } from "react";
import { person } from "../../api/client";
import { setAt } from "../../doc/paths";
import type { MergeConflict } from "../../doc/merge";
import { useDocument } from "../../store/document";
import { useMay } from "../../store/me";
import { useSpecs } from "../../store/specs";
import { useSync } from "../../store/sync";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { tell } from "../../ui/Toasts";
import { placeWords, valueWords } from "./conflicts";

const words = strings.editor;
const SHOWN = 3;
const NO_SCHEMA = {};

/** What must not be missed: what could not be saved, and settings that somebody else changed, too. */
export function Notices() {
  usePassingNews();
  const state = useSync((sync) => sync.state);
  const why = useSync((sync) => sync.why);
  const conflicts = useSync((sync) => sync.conflicts);
  const may = useMay("edit");
  const wrong = (state === "unsaved" || state === "refused") && why;
  return (
    <div className="editor-notices">
      {!may && <p className="editor-notice">{strings.access.readOnly}</p>}
      {wrong && (
        <p className="editor-notice bad" role="alert">
          {why}
        </p>
      )}
      {conflicts.length > 0 && <Conflicts conflicts={conflicts} />}
    </div>
  );
}

/** What is good to know, and gone in a moment. */
function usePassingNews(): void {
  const others = useSync((sync) => sync.others);
  const broughtBack = useSync((sync) => sync.broughtBack);
  const seen = useSync((sync) => sync.seen);
  useEffect(() => {
    if (others === null) return;
    if (others !== person()) tell(words.others.changed(others));
    seen("others");
  }, [others, seen]);
  useEffect(() => {
    if (!broughtBack) return;
    tell(words.broughtBack, "good");
    seen("broughtBack");
  }, [broughtBack, seen]);
}

function Conflicts({ conflicts }: { conflicts: readonly MergeConflict[] }) {
  const seen = useSync((sync) => sync.seen);
  return (
    <section className="editor-notice warn" aria-label={words.others.conflicts}>
      <p role="alert">
        {words.others.conflicts} <Button onClick={() => seen("conflicts")}>{words.others.keep}</Button>
      </p>
      <ul>
        {conflicts.slice(0, SHOWN).map((conflict) => (
          <Conflict key={conflict.path.join(".")} conflict={conflict} />
        ))}
        {conflicts.length > SHOWN && <li>{words.others.more(conflicts.length - SHOWN)}</li>}
      </ul>
    </section>
  );
}

function Conflict({ conflict }: { conflict: MergeConflict }) {
  const { path, theirs } = conflict;
  const schema = useSpecs((state) => state.steps?.schema ?? NO_SCHEMA);
  const place = useDocument(({ document }) => (document ? placeWords(document, schema, path) : ""));
  const take = () => {
    useDocument.getState().edit(words.others.took(place), (document) => setAt(document, path, theirs));
    const { conflicts } = useSync.getState();
    useSync.setState({ conflicts: conflicts.filter((each) => each !== conflict) });
  };
  return (
    <li>
      <strong>{place}</strong> {words.others.theirs(valueWords(theirs))}{" "}
      <Button onClick={take}>{words.others.use}</Button>
    </li>
  );
}
