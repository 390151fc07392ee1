import type { KeyboardEvent } from "react";
import { duplicate, leadTo, moveExit, moveStep } from "../store/commands";
import { askAfter, askExit, useTasks } from "../store/tasks";
import { openForm } from "../store/choices";
import { useUi } from "../store/ui";
import { strings } from "../strings";
import { tell } from "../ui/Toasts";
import { removeTelling } from "./act";
import { parentOf, stepsAway, type Order, type OutlineGroup, type Row } from "./order";

interface Tree {
  rows: readonly Row[];
  active: Row | undefined;
  setActive: (row: Row, index: number) => void;
  fold: (id: string, open: boolean) => void;
  order: Order;
  groups: readonly OutlineGroup[];
}

/** The keys of the outline, as trees have them everywhere, and those that change the flow. */
export function useTreeKeys(tree: Tree): (event: KeyboardEvent) => void {
  return (event) => {
    const { active } = tree;
    const at = event.target;
    if (!active || !(at instanceof Element) || at.getAttribute("role") !== "treeitem") return;
    const act = event.altKey
      ? ordering(tree, active, event.key)
      : (moving(tree, active, event) ?? editing(active, event));
    if (!act) return;
    event.preventDefault();
    act();
  };
}

type Act = (() => void) | undefined;

function moving({ rows, setActive, fold }: Tree, active: Row, event: KeyboardEvent): Act {
  const at = rows.indexOf(active);
  const to = (index: number) => () => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
    if (!row) return;
    setActive(row, rows.indexOf(row));
    if (event.shiftKey && row.kind === "step") extend(row.step.name);
  };
  const open = active.kind === "exit" ? null : active.open;
  const parent = rows.findIndex((row) => row.id === parentOf(active));
  const acts: Record<string, Act> = {
    ArrowDown: to(at + 1),
    ArrowUp: to(at - 1),
    Home: to(0),
    End: to(rows.length - 1),
    ArrowRight: open === false ? () => fold(active.id, true) : open ? to(at + 1) : undefined,
    ArrowLeft: open ? () => fold(active.id, false) : parent >= 0 ? to(parent) : undefined,
  };
  return event.ctrlKey || event.metaKey ? undefined : acts[event.key];
}

function editing(active: Row, event: KeyboardEvent): Act {
  if (event.ctrlKey || event.metaKey) {
    if (event.key === "d" && active.kind === "step") return () => duplicate(meant(active.step.name));
    return undefined;
  }
  if (active.kind === "section") return undefined;
  if (active.kind === "exit") return exitAct(active, event);
  const { name } = active.step;
  const acts: Record<string, Act> = {
    Enter: () => openForm(name),
    " ": () => toggle(name),
    F2: () => useTasks.getState().ask({ kind: "rename", step: name }),
    a: () => askAfter(name),
    Insert: () => askAfter(name),
    Delete: () => removeTelling(meant(name)),
    ContextMenu: () => openMenu(name, event.target),
    F10: event.shiftKey ? () => openMenu(name, event.target) : undefined,
  };
  return acts[event.key];
}

function exitAct(row: Extract<Row, { kind: "exit" }>, event: KeyboardEvent): Act {
  const { step, exit } = row;
  const { target } = exit;
  const acts: Record<string, Act> = {
    Enter: () => askExit(step.name, exit.key),
    a: () => askExit(step.name, exit.key),
    Delete: target === null ? undefined : () => leadTo(step.name, exit, null),
    g: target === null ? undefined : () => useUi.getState().select([target]),
  };
  return acts[event.key];
}

/** Alt with the arrows changes the order. */
function ordering({ order, groups }: Tree, active: Row, key: string): Act {
  const by = key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : 0;
  if (by === 0 || active.kind === "section") return undefined;
  if (active.kind === "exit") return () => moveExit(active.exit, by);
  if (order === "conversation") return () => tell(strings.outline.orderIsTold);
  return () => moveStep(active.step.name, stepsAway(groups, active.step, by));
}

/** The steps that a key at this one is meant for: it alone, or all that are chosen when it is one of them. */
export function meant(name: string): readonly string[] {
  const { selected } = useUi.getState();
  return selected.includes(name) ? selected : [name];
}

function toggle(name: string): void {
  const { selected, select } = useUi.getState();
  select(selected.includes(name) ? selected.filter((each) => each !== name) : [...selected, name]);
}

function extend(name: string): void {
  const { selected, select } = useUi.getState();
  if (!selected.includes(name)) select([...selected, name]);
}

function openMenu(step: string, at: EventTarget): void {
  if (!(at instanceof Element)) return;
  const { left, bottom } = at.getBoundingClientRect();
  useTasks.getState().ask({ kind: "menu", step, x: left + 32, y: bottom });
}
