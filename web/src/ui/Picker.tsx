import { useId, useMemo, useState, type KeyboardEvent } from "react";
import { strings } from "../strings";
import { Dialog } from "./Dialog";
import { matching, type Choice } from "./matching";
import { StepIcon } from "./StepIcon";
import "./picker.css";

export interface PickerChoice extends Choice {
  /** A type of step, whose picture stands before the label. */
  kind?: { type: string; index: number; count: number };
}

interface Props {
  title: string;
  placeholder: string;
  /** Said when nothing fits. */
  none: string;
  /** Tells those who do not see the list how long it is. */
  count: (count: number) => string;
  /** All that there is, of which the typed letters choose; or what finds it. */
  choices: readonly PickerChoice[] | ((typed: string) => readonly PickerChoice[]);
  onPick: (id: string) => void;
  onClose: () => void;
}

/** A searchable list in a dialog: type, arrow keys, Enter. It is mounted while it is open. */
export function Picker({ title, placeholder, none, count, choices, onPick, onClose }: Props) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  // Until one types or moves, what Enter takes stands in the field's description. A screen reader that is told of an
  // entry as soon as the list opens says nothing of the field, and Orca does not know that one writes here.
  const [begun, setBegun] = useState(false);
  const groups = useMemo(
    () => grouped(typeof choices === "function" ? choices(typed) : matching(choices, typed)),
    [choices, typed],
  );
  const found = groups.flatMap((group) => group.members);
  const active = found[Math.min(at, found.length - 1)];
  const move = (to: number) => {
    const next = Math.max(0, Math.min(found.length - 1, to));
    setAt(next);
    setBegun(true);
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + 8,
      PageUp: at - 8,
    };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      move(to);
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      onPick(active.id);
    }
  };
  return (
    <Dialog open onClose={onClose} title={title}>
      <input
        className="input"
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={active && begun ? `${id}-${found.indexOf(active)}` : undefined}
        aria-label={title}
        aria-describedby={active && !begun ? `${id}-first` : undefined}
        aria-autocomplete="list"
        placeholder={placeholder}
        autoFocus
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
          setBegun(true);
        }}
        onKeyDown={onKeyDown}
      />
      <p className="visually-hidden" role="status">
        {count(found.length)}
      </p>
      {/* No part of the status: what is described and told of would be read twice. */}
      <p id={`${id}-first`} hidden>
        {active && strings.common.enterTakes(active.label, count(found.length))}
      </p>
      {found.length === 0 && <p className="quiet picker-none">{none}</p>}
      <div
        id={`${id}-list`}
        className="picker-list"
        role="listbox"
        aria-label={title}
        tabIndex={-1}
        hidden={found.length === 0}
      >
        {groups.map(({ group, first, members }) => (
          <div key={group} role="group" aria-label={group || title}>
            {group && (
              <div className="picker-group" aria-hidden="true">
                {group}
              </div>
            )}
            {members.map((choice, within) => (
              <Option
                key={choice.id}
                id={`${id}-${first + within}`}
                choice={choice}
                active={choice === active}
                onPick={onPick}
              />
            ))}
          </div>
        ))}
      </div>
    </Dialog>
  );
}

function Option({
  id,
  choice,
  active,
  onPick,
}: {
  id: string;
  choice: PickerChoice;
  active: boolean;
  onPick: (id: string) => void;
}) {
  return (
    <div
      id={id}
      className="picker-option"
      role="option"
      aria-selected={active}
      onClick={() => onPick(choice.id)}
    >
      {choice.kind && <StepIcon {...choice.kind} />}
      <span className="picker-label">{choice.label}</span>
      {choice.detail && <span className="picker-detail">{choice.detail}</span>}
    </div>
  );
}

interface Group {
  group: string;
  first: number;
  members: PickerChoice[];
}

/** Choices by group, each group where its first choice stands. */
function grouped(choices: readonly PickerChoice[]): Group[] {
  const names = [...new Set(choices.map((choice) => choice.group ?? ""))];
  let first = 0;
  return names.map((group) => {
    const members = choices.filter((choice) => (choice.group ?? "") === group);
    const made = { group, first, members };
    first += members.length;
    return made;
  });
}
