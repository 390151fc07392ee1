import { useId, useState, type KeyboardEvent } from "react";
import { strings } from "../../strings";
import { found, type NameOption } from "../nameOptions";

const words = strings.inspector.picker;
const MOST = 60;

interface Props {
  /** Ids of the label and of what is said about the setting. */
  id: string;
  describedBy?: string | undefined;
  invalid?: boolean | undefined;
  value: string;
  /** What people call it; its name stands below, if that is another. */
  shown: string;
  placeholder?: string | undefined;
  /** What there is to choose from; asked when the list opens. */
  options: () => NameOption[];
  onPick: (option: NameOption) => void;
  /** The last entry of the list: something new, by the words that were typed. */
  make?: { label: (typed: string) => string; run: (typed: string) => void } | undefined;
}

function intoView(node: HTMLElement | null): void {
  node?.scrollIntoView({ block: "nearest" });
}

/** A name that is chosen from a list, by search. */
export function Combo({
  id,
  describedBy,
  invalid,
  value,
  shown: title,
  placeholder,
  options,
  onPick,
  make,
}: Props) {
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const [all, setAll] = useState<NameOption[]>([]);
  const [active, setActive] = useState(0);
  const list = useId();
  const shown = found(all, search).slice(0, MOST);
  const count = shown.length + (make ? 1 : 0);
  const show = () => {
    if (open) return;
    setAll(options());
    setSearch("");
    setActive(0);
    setOpen(true);
  };
  const choose = (index: number) => {
    const option = shown[index];
    setOpen(false);
    if (option) onPick(option);
    else make?.run(search);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) show();
      else setActive((active + (event.key === "ArrowDown" ? 1 : count - 1)) % Math.max(1, count));
    } else if (event.key === "Enter" && open) {
      event.preventDefault();
      if (count > 0) choose(active);
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      setOpen(false);
    }
  };
  return (
    <div className="inspector-combo">
      <input
        id={id}
        className="input"
        role="combobox"
        autoComplete="off"
        aria-autocomplete="list"
        aria-expanded={open}
        aria-controls={open ? list : undefined}
        aria-activedescendant={open && count > 0 ? `${list}-${active}` : undefined}
        aria-describedby={
          [describedBy, title === value ? "" : `${list}-name`].filter(Boolean).join(" ") || undefined
        }
        aria-invalid={invalid}
        placeholder={placeholder ?? words.placeholder}
        value={open ? search : title}
        onClick={show}
        onChange={(event) => {
          show();
          setSearch(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(false)}
      />
      {title !== value && (
        <small id={`${list}-name`} className="inspector-combo-name quiet">
          {value}
        </small>
      )}
      {open && (
        <ul ref={intoView} id={list} role="listbox" aria-label={words.choices} className="inspector-options">
          {shown.map((option, index) => (
            <Option
              key={option.name}
              id={`${list}-${index}`}
              active={index === active}
              onPick={() => choose(index)}
            >
              <span>
                {option.title ?? option.name}{" "}
                {option.title !== undefined && <small className="quiet">{option.name}</small>}
              </span>
              <span className="quiet">{aboutOf(option)}</span>
            </Option>
          ))}
          {make && (
            <Option
              id={`${list}-${shown.length}`}
              active={active === shown.length}
              onPick={() => choose(shown.length)}
            >
              {make.label(search.trim())}
            </Option>
          )}
          {count === 0 && (
            <li role="option" aria-selected="false" aria-disabled="true" className="quiet">
              {words.nothing}
            </li>
          )}
        </ul>
      )}
    </div>
  );
}

function aboutOf({ about, outside }: NameOption): string {
  const where = outside === "catalogue" ? words.fromCatalogue : outside === "built-in" ? words.builtIn : "";
  return [about, where].filter(Boolean).join(" – ");
}

function Option({
  id,
  active,
  onPick,
  children,
}: {
  id: string;
  active: boolean;
  onPick: () => void;
  children: React.ReactNode;
}) {
  return (
    <li
      id={id}
      role="option"
      aria-selected={active}
      ref={(node) => {
        if (active) node?.scrollIntoView({ block: "nearest" });
      }}
      // The input keeps the focus, so that choosing does not close the list first.
      onMouseDown={(event) => {
        event.preventDefault();
        onPick();
      }}
    >
      {children}
    </li>
  );
}
