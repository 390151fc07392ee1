import { titleOf } from "../doc/ops";
import { exitChoices, stepMenu, takeChoice, typeChoices } from "../store/choices";
import { duplicate, nameFault, rename, startAt } from "../store/commands";
import { useDocument } from "../store/document";
import { useSpecs } from "../store/specs";
import { askExit, useTasks, type Task } from "../store/tasks";
import { useUi } from "../store/ui";
import { strings } from "../strings";
import { Menu } from "../ui/Menu";
import { Picker } from "../ui/Picker";
import { RenameDialog } from "../ui/RenameDialog";
import { copyTelling, removeTelling } from "./act";
import { SearchDialog, useSearchKey } from "./SearchDialog";

const words = strings.canvas;
const outline = strings.outline;
const { picker } = words;

/** The lists, menus and questions about steps, and search; at most one is open. Once a page. */
export default function StepTasks() {
  const task = useTasks((state) => state.task);
  useSearchKey();
  if (!task) return null;
  if (task.kind === "search") return <SearchDialog />;
  if (task.kind === "menu") return <StepMenu task={task} />;
  if (task.kind === "rename") return <Rename step={task.step} />;
  return <Choose task={task} />;
}

function Choose({ task }: { task: Extract<Task, { kind: "add" | "exit" }> }) {
  const document = useDocument((state) => state.document);
  const steps = useSpecs((state) => state.steps);
  const close = useTasks((state) => state.close);
  if (!document || !steps) return null;
  const exit = task.kind === "exit" ? task : undefined;
  const after = task.kind === "exit" ? task : task.after;
  const kinds = after ? words.addAfterTitle(titleOf(document, after.step)) : words.addStepTitle;
  return (
    <Picker
      title={exit ? picker.title(exit.exit.label) : kinds}
      placeholder={picker.placeholder}
      none={picker.none}
      count={picker.results}
      choices={exit ? exitChoices(document, steps, exit.exit) : typeChoices(steps)}
      onPick={(id) => {
        close();
        takeChoice(id, after);
      }}
      onClose={close}
    />
  );
}

function StepMenu({ task }: { task: Extract<Task, { kind: "menu" }> }) {
  const { step } = task;
  const document = useDocument((state) => state.document);
  const { ask, close } = useTasks.getState();
  const { selected, goTo } = useUi.getState();
  const steps = selected.includes(step) ? selected : [step];
  const acts: Record<string, () => void> = {
    open: () => goTo(["nodes", step]),
    rename: () => ask({ kind: "rename", step }),
    copy: () => void copyTelling(steps),
    duplicate: () => duplicate(steps),
    start: () => startAt(step),
    remove: () => removeTelling(steps),
  };
  if (!document) return null;
  return (
    <Menu
      key={`${step} ${task.x} ${task.y}`}
      label={words.menuOf(titleOf(document, step))}
      at={task}
      items={stepMenu(step)}
      onPick={(id) => {
        close();
        if (id.startsWith("exit:")) askExit(step, id.slice("exit:".length));
        else acts[id]?.();
      }}
      onClose={close}
    />
  );
}

function Rename({ step }: { step: string }) {
  const close = useTasks((state) => state.close);
  const faults = { taken: outline.nameTaken, wrong: outline.nameWrong };
  return (
    <RenameDialog
      name={step}
      fault={(name) => {
        const found = nameFault(step, name);
        return found ? faults[found] : undefined;
      }}
      onRename={(name) => {
        close();
        rename(step, name);
      }}
      onClose={close}
    />
  );
}
