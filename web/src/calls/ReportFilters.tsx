import type { Version } from "../api/types";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { Select, TextField } from "../ui/Field";
import { lastDays } from "./filters";
import type { ReportFilters } from "./reportAddress";

const { report: text, filters: words } = strings.calls;
const SPANS = [7, 30, 90];

/** Which calls are counted. */
export function ReportForm({
  filters,
  versions,
  onChange,
}: {
  filters: ReportFilters;
  versions: readonly Version[];
  onChange: (filters: ReportFilters) => void;
}) {
  const numbers = versions.map(({ number }) => ({ value: String(number), label: words.version_n(number) }));
  const set = (name: keyof ReportFilters) => (value: string) => onChange({ ...filters, [name]: value });
  return (
    <form className="calls-filters" onSubmit={(event) => event.preventDefault()}>
      <div className="calls-filter-grid">
        <TextField
          label={text.from}
          type="date"
          value={filters.from}
          max={filters.until}
          onChange={(event) => event.target.value && set("from")(event.target.value)}
        />
        <TextField
          label={text.until}
          type="date"
          value={filters.until}
          min={filters.from}
          onChange={(event) => event.target.value && set("until")(event.target.value)}
        />
        <Select
          label={text.version}
          value={filters.version}
          onChange={set("version")}
          options={[{ value: "", label: text.allVersions }, ...numbers]}
        />
        <Select
          label={text.compare}
          value={filters.compare}
          onChange={set("compare")}
          options={[
            { value: "", label: text.nothing },
            ...numbers.filter(({ value }) => value !== filters.version),
          ]}
        />
      </div>
      <div className="row">
        {SPANS.map((days) => (
          <Button key={days} onClick={() => onChange({ ...filters, ...lastDays(days, new Date()) })}>
            {text.days(days)}
          </Button>
        ))}
      </div>
    </form>
  );
}
