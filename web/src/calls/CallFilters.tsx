import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { FlowEntry } from "../api/types";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { Select, TextField } from "../ui/Field";
import { filtersSet, NO_FILTERS, WITHOUT_RESULT, type Filter, type Filters } from "./filters";
import { words } from "./format";
import { resultName } from "./resultName";

const { filters: text, direction, page } = strings.calls;
const TYPED_MS = 400;

/** The form above the list. What is chosen stands in the page's address; `onChange` puts it there. */
export function CallFilters({
  filters,
  flows,
  versions,
  results,
  titled,
  onChange,
}: {
  filters: Filters;
  flows: readonly FlowEntry[];
  versions: readonly number[];
  results: readonly string[];
  /** What people call a step. */
  titled: (step: string) => string;
  onChange: (filters: Filters) => void;
}) {
  const set = (name: Filter) => (value: string) =>
    onChange({
      ...filters,
      [name]: value,
      ...(name === "flow" ? { version: "", result: "", step: "", at: "" } : {}),
    });
  return (
    <form className="calls-filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <Words value={filters.q} onChange={set("q")} />
      <details open={filtersSet({ ...filters, q: "" }) > 0 || window.innerWidth > 720}>
        <summary>{text.set(filtersSet({ ...filters, q: "" }))}</summary>
        <div className="calls-filter-grid">
          <Select
            label={text.flow}
            value={filters.flow}
            onChange={set("flow")}
            options={withAny(flows.map((flow) => ({ value: flow.name, label: flow.title || flow.name })))}
          />
          <Select
            label={text.version}
            value={filters.version}
            onChange={set("version")}
            disabled={!filters.flow}
            options={chosen(versions.map(String), filters.version, text.version_n)}
          />
          <Select
            label={text.result}
            value={filters.result}
            onChange={set("result")}
            options={chosen([...results, WITHOUT_RESULT], filters.result, resultName)}
          />
          <Select
            label={text.direction}
            value={filters.direction}
            onChange={set("direction")}
            options={withAny(Object.entries(direction).map(([value, label]) => ({ value, label })))}
          />
          <Select
            label={text.line}
            value={filters.line}
            onChange={set("line")}
            options={[
              { value: "", label: text.phone },
              { value: "console", label: text.console },
            ]}
          />
          <DayField label={text.from} value={filters.from} onChange={set("from")} />
          <DayField label={text.until} value={filters.until} onChange={set("until")} />
        </div>
      </details>
      {filters.step && (
        <p className="row">
          {text.at(titled(filters.step), text.what[filters.at] ?? words(filters.at))}
          <Button
            kind="quiet"
            icon={<X size={16} />}
            label={page.clear}
            onClick={() => onChange({ ...filters, step: "", at: "" })}
          />
        </p>
      )}
      {filtersSet(filters) > 0 && (
        <Button kind="quiet" onClick={() => onChange(NO_FILTERS)}>
          {page.clear}
        </Button>
      )}
    </form>
  );
}

interface Choice {
  value: string;
  label: string;
}

function withAny(choices: Choice[]): Choice[] {
  return [{ value: "", label: text.any }, ...choices];
}

/** What is chosen is among the choices, also when nobody knows it any more. */
function chosen(values: readonly string[], value: string, label: (value: string) => string): Choice[] {
  const all = value && !values.includes(value) ? [...values, value] : values;
  return withAny(all.map((each) => ({ value: each, label: label(each) })));
}

function DayField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (day: string) => void;
}) {
  return (
    <TextField label={label} type="date" value={value} onChange={(event) => onChange(event.target.value)} />
  );
}

/** Asked a moment after the last key. */
function Words({ value, onChange }: { value: string; onChange: (words: string) => void }) {
  const [typed, setTyped] = useState(value);
  const [asked, setAsked] = useState(value);
  const change = useRef(onChange);
  useEffect(() => {
    change.current = onChange;
  }, [onChange]);
  if (asked !== value) {
    setAsked(value);
    if (typed.trim() !== value) setTyped(value);
  }
  useEffect(() => {
    if (typed.trim() === asked) return;
    const timer = setTimeout(() => change.current(typed.trim()), TYPED_MS);
    return () => clearTimeout(timer);
  }, [typed, asked]);
  return (
    <TextField
      label={text.q}
      help={text.qHelp}
      type="search"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      maxLength={200}
    />
  );
}
