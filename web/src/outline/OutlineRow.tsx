import { ChevronDown, ChevronRight, Flag, MoreHorizontal } from "lucide-react";
import { memo, type CSSProperties } from "react";
import { spaced } from "../doc/names";
import { useDocument } from "../store/document";
import { useMay } from "../store/me";
import { askExit, useTasks } from "../store/tasks";
import { useUi } from "../store/ui";
import { strings } from "../strings";
import { Badge } from "../ui/Badge";
import { StepIcon } from "../ui/StepIcon";
import { rowName, targetTitle, targetWords } from "./naming";
import type { OutlineStep, Row } from "./order";
import type { Counts } from "./problems";

const canvas = strings.canvas;
const words = strings.outline;

interface Props {
  row: Row;
  active: boolean;
  selected: boolean;
  problems: Counts | undefined;
  typeCount: number;
  setActive: (row: Row, index: number) => void;
  fold: (id: string, open: boolean) => void;
}

/** A section, a step or a way out. */
export const OutlineRow = memo(function OutlineRow(props: Props) {
  const { row, active, selected, problems, setActive, fold } = props;
  const name = useDocument(({ document }) => (document ? rowName(row, document, problems) : ""));
  const isLeaf = row.kind === "exit" || (row.kind === "step" && row.step.exits.length === 0);
  const open = isLeaf ? undefined : row.open;
  return (
    <div
      className={`outline-row ${row.kind}`}
      role="treeitem"
      data-row={row.id}
      aria-level={row.level}
      aria-posinset={row.at}
      aria-setsize={row.of}
      aria-expanded={open}
      aria-selected={selected}
      // Else the button in it would be told with every step.
      aria-label={name}
      tabIndex={active ? 0 : -1}
      style={{ "--level": row.level } as CSSProperties}
      onMouseDown={() => setActive(row, row.at - 1)}
      onClick={(event) => {
        if (row.kind === "step") choose(row.step.name, event.ctrlKey || event.metaKey);
      }}
      onDoubleClick={() => {
        if (row.kind === "exit") askExit(row.step.name, row.exit.key);
      }}
      onContextMenu={(event) => {
        if (row.kind === "section") return;
        event.preventDefault();
        useTasks.getState().ask({ kind: "menu", step: row.step.name, x: event.clientX, y: event.clientY });
      }}
    >
      <span
        className="outline-fold"
        onClick={(event) => {
          event.stopPropagation();
          if (open !== undefined) fold(row.id, !open);
        }}
      >
        {open === undefined ? null : open ? <ChevronDown size={16} /> : <ChevronRight size={16} />}
      </span>
      {row.kind === "section" && <strong>{canvas.section(spaced(row.section), row.count)}</strong>}
      {row.kind === "step" && <StepParts {...props} step={row.step} />}
      {row.kind === "exit" && <ExitParts row={row} />}
    </div>
  );
});

function choose(name: string, adds: boolean): void {
  const { selected, select } = useUi.getState();
  select(adds ? [...selected.filter((each) => each !== name), name] : [name]);
}

function StepParts({ step, problems, typeCount, active }: Props & { step: OutlineStep }) {
  const may = useMay("edit");
  const starts = useDocument((state) => state.document?.start === step.name);
  return (
    <>
      <StepIcon type={step.type} index={step.typeIndex} count={typeCount} />
      <strong className="outline-title">{step.title}</strong>
      {starts && (
        <Badge kind="accent">
          <Flag size={11} aria-hidden="true" /> {canvas.start}
        </Badge>
      )}
      {!step.reached && <Badge kind="warn">{words.unreached}</Badge>}
      {problems && (
        <Badge kind={problems.errors ? "bad" : "warn"}>
          {canvas.problems(problems.errors, problems.warnings)}
        </Badge>
      )}
      <span className="outline-words">{step.words}</span>
      <button
        type="button"
        className="outline-menu"
        hidden={!may}
        tabIndex={active ? 0 : -1}
        aria-label={words.menuOf(step.title)}
        aria-haspopup="menu"
        onClick={(event) => {
          event.stopPropagation();
          const { left, bottom } = event.currentTarget.getBoundingClientRect();
          useTasks.getState().ask({ kind: "menu", step: step.name, x: left, y: bottom });
        }}
      >
        <MoreHorizontal size={16} />
      </button>
    </>
  );
}

function ExitParts({ row: { step, exit } }: { row: Extract<Row, { kind: "exit" }> }) {
  const may = useMay("edit");
  const to = useDocument((state) => state.document && targetTitle(exit, state.document));
  return (
    <>
      <span className="quiet">{exit.label} →</span>
      <button
        type="button"
        className={`outline-target ${to === null && exit.required ? "open" : ""}`}
        tabIndex={-1}
        disabled={!may}
        onClick={() => askExit(step.name, exit.key)}
      >
        {to ?? targetWords(exit)}
      </button>
    </>
  );
}
