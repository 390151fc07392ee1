import { Braces } from "lucide-react";
import { Popover } from "radix-ui";
import { useRef, useState } from "react";
import { useDocument } from "../../store/document";
import { useSpecs } from "../../store/specs";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Select, TextField } from "../../ui/Field";
import { placeholder, sayables, type Sayable } from "../placeholders";

const words = strings.inspector.wording;
const USUAL = "usual";
const GROUPS = ["slots", "vars", "call"] as const;
const NO_FILTERS: string[] = [];

interface Measured {
  getBoundingClientRect: () => DOMRect;
}

const NOWHERE: Measured = { getBoundingClientRect: () => new DOMRect() };

/** A button that puts a value of the flow into a text. */
export function InsertValue({ label, onInsert }: { label: string; onInsert: (placeholder: string) => void }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const place = useRef<Measured>(NOWHERE);
  const change = (now: boolean) => {
    const rect = button.current?.getBoundingClientRect();
    // It stays there when the button moves, such as when a problem above it goes away while one chooses.
    if (now && rect) place.current = { getBoundingClientRect: () => rect };
    setOpen(now);
  };
  return (
    <Popover.Root open={open} onOpenChange={change}>
      {open && <Popover.Anchor virtualRef={place} />}
      <Popover.Trigger asChild>
        <Button ref={button} kind="quiet" icon={<Braces size={14} />} label={`${words.insert}: ${label}`} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="inspector-popover"
          aria-label={words.insert}
          align="end"
          sideOffset={4}
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <Values
            onPick={(text) => {
              setOpen(false);
              onInsert(text);
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Values({ onPick }: { onPick: (placeholder: string) => void }) {
  const filters = useSpecs((state) => state.steps?.filters) ?? NO_FILTERS;
  const [all] = useState(() => {
    const { document } = useDocument.getState();
    return document ? sayables(document, filters) : [];
  });
  const [search, setSearch] = useState("");
  const [how, setHow] = useState(USUAL);
  const fit = all.filter(({ path }) => path.includes(search.trim().toLowerCase().replaceAll(" ", "_")));
  const written = ({ path, usual }: Sayable) => placeholder(path, how === USUAL ? usual : how);
  return (
    <>
      <TextField label={words.search} value={search} onChange={(event) => setSearch(event.target.value)} />
      <Select
        label={words.saidAs}
        value={how}
        onChange={setHow}
        options={[
          { value: USUAL, label: words.usual },
          { value: "", label: words.asItIs },
          ...filters.map((each) => ({ value: each, label: words.filters[each] ?? each })),
        ]}
      />
      {fit.length === 0 && <p className="quiet">{words.noValues}</p>}
      {GROUPS.map((group) => {
        const here = fit.filter((each) => each.group === group);
        return here.length === 0 ? null : (
          <section key={group} aria-label={words[group]}>
            <h4 className="inspector-choices-head">{words[group]}</h4>
            <ul className="inspector-choices">
              {here.map((each) => (
                <li key={each.path}>
                  <button type="button" onClick={() => onPick(written(each))}>
                    <span>{each.path}</span> <code>{written(each)}</code>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
