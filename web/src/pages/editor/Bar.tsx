import { ArrowLeft, CircleCheck, GitBranch, OctagonAlert, Redo2, TriangleAlert, Undo2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Link } from "wouter";
import { textOf } from "../../doc/reading";
import { useDocument } from "../../store/document";
import { useMay, useWhyNot } from "../../store/me";
import { useSync } from "../../store/sync";
import { useUi } from "../../store/ui";
import { redo, undo, useRedoable, useUndoable } from "../../store/undo";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Discard } from "./Discard";
import { SaveState } from "./SaveState";
import { ViewSwitch } from "./ViewSwitch";

const PublishDialog = lazy(() => import("../../versions/PublishDialog"));
const words = strings.editor;

/** What flow this is, how it stands, and what is done with it as a whole. */
export function Bar({ flow }: { flow: string }) {
  const title = useDocument((state) => textOf(state.document?.title));
  const may = useMay("edit");
  return (
    <header className="editor-bar" aria-label={words.bar}>
      <Link href="/" className="button quiet icon-only" aria-label={words.back} title={words.back}>
        <ArrowLeft size={18} />
      </Link>
      <div className="editor-name">
        <h1>{title || flow}</h1>
        {may && <SaveState />}
      </div>
      {may && <UndoRedo />}
      <ViewSwitch />
      <span className="editor-space" />
      <Problems />
      <Link href={`/flows/${flow}/versions`} className="button quiet">
        <GitBranch size={16} aria-hidden="true" /> {words.versions}
      </Link>
      {may && <Discard flow={flow} />}
      {may && <Publish />}
    </header>
  );
}

function UndoRedo() {
  const undoable = useUndoable();
  const redoable = useRedoable();
  return (
    <div className="editor-pair">
      <Button
        kind="quiet"
        icon={<Undo2 size={18} />}
        label={undoable === null ? words.undoNothing : words.undo(undoable)}
        disabled={undoable === null}
        onClick={undo}
      />
      <Button
        kind="quiet"
        icon={<Redo2 size={18} />}
        label={redoable === null ? words.redoNothing : words.redo(redoable)}
        disabled={redoable === null}
        onClick={redo}
      />
    </div>
  );
}

function Problems() {
  const problems = useSync((state) => state.problems);
  const open = useUi((state) => state.open);
  const count = (level: string) => problems.filter((problem) => problem.level === level).length;
  const [errors, warnings] = [count("error"), count("warning")];
  const Icon = errors ? OctagonAlert : warnings ? TriangleAlert : CircleCheck;
  return (
    <Button
      kind="quiet"
      className={errors ? "editor-bad" : warnings ? "editor-warn" : "editor-good"}
      icon={<Icon size={16} aria-hidden="true" />}
      onClick={() => open("problems")}
    >
      {words.problems.of(errors, warnings) || words.problems.none}
    </Button>
  );
}

function Publish() {
  const [open, setOpen] = useState(false);
  const why = useWhyNot("publish");
  const close = () => {
    setOpen(false);
    // It may differ no longer from what is live; if nobody answers now, the next save tells.
    void useSync
      .getState()
      .refresh()
      .catch(() => undefined);
  };
  return (
    <>
      <Button kind="primary" why={why} onClick={() => setOpen(true)}>
        {words.publish}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <PublishDialog onClose={close} />
        </Suspense>
      )}
    </>
  );
}
