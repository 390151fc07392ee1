import { useState } from "react";
import { ask } from "../../api/client";
import type { AuditEntry, AuditPage } from "../../api/audit";
import { moment } from "../../calls/format";
import { useAnswer } from "../../calls/useAnswer";
import { Wrong } from "../../calls/Wrong";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Select, TextField } from "../../ui/Field";
import { TableRegion } from "../../ui/TableRegion";
import { useDeed } from "../useDeed";
import { address, detailWords, didWords, NO_FILTERS, whatWords, type Filters } from "./asking";

const words = strings.audit;
const SHORT = 60;
const DEEDS = [
  { value: "", label: words.anything },
  ...Object.entries(words.names).map(([value, label]) => ({ value, label })),
];

/** The log: filters, and page after page of entries. */
export function Log() {
  const [typed, setTyped] = useState<Filters>(NO_FILTERS);
  // Asked once more for the same, the log may have grown.
  const [asked, setAsked] = useState({ filters: NO_FILTERS, times: 0 });
  return (
    <section aria-labelledby="audit-log">
      <h2 id="audit-log">{words.log}</h2>
      <FilterForm
        filters={typed}
        onChange={setTyped}
        onAsk={() => setAsked({ filters: typed, times: asked.times + 1 })}
      />
      <Entries key={asked.times} filters={asked.filters} />
    </section>
  );
}

function FilterForm({
  filters,
  onChange,
  onAsk,
}: {
  filters: Filters;
  onChange: (filters: Filters) => void;
  onAsk: () => void;
}) {
  const set = (name: keyof Filters) => (value: string) => onChange({ ...filters, [name]: value });
  return (
    <form
      className="calls-filter-grid"
      role="search"
      aria-label={words.filters}
      onSubmit={(event) => {
        event.preventDefault();
        onAsk();
      }}
    >
      <TextField
        label={words.who}
        help={words.whoHelp}
        value={filters.who}
        onChange={(event) => set("who")(event.target.value)}
      />
      <Select label={words.did} value={filters.did} options={DEEDS} onChange={set("did")} />
      <TextField
        label={words.about_}
        help={words.aboutHelp}
        value={filters.about}
        onChange={(event) => set("about")(event.target.value)}
      />
      {(["from", "until"] as const).map((end) => (
        <TextField
          key={end}
          label={words[end]}
          type="date"
          value={filters[end]}
          onChange={(event) => set(end)(event.target.value)}
        />
      ))}
      <div className="audit-submit">
        <Button type="submit">{words.show}</Button>
      </div>
    </form>
  );
}

function Entries({ filters }: { filters: Filters }) {
  const { answer, error, again } = useAnswer<AuditPage>(address(filters));
  const [later, setLater] = useState<AuditPage[]>([]);
  const next = (later.at(-1) ?? answer)?.next ?? null;
  const { busy, wrong, go } = useDeed(async () => {
    const page = await ask<AuditPage>("GET", address(filters, next));
    setLater([...later, page]);
  });
  if (error) return <Wrong error={error} again={again} />;
  if (!answer) return <p role="status">{strings.common.loading}</p>;
  const pages = [answer, ...later];
  const entries = pages.flatMap((page) => page.entries);
  const people = Object.assign({}, ...pages.map((page) => page.people)) as Record<string, string>;
  if (entries.length === 0) return <p role="status">{words.none}</p>;
  return (
    <>
      <EntryTable entries={entries} people={people} />
      {wrong && <Wrong error={wrong} />}
      {next !== null && (
        <Button why={busy ? strings.common.busy : undefined} onClick={() => void go("")}>
          {words.more}
        </Button>
      )}
    </>
  );
}

function EntryTable({
  entries,
  people,
}: {
  entries: readonly AuditEntry[];
  people: Readonly<Record<string, string>>;
}) {
  return (
    <TableRegion label={words.table}>
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{words.when}</th>
            <th scope="col">{words.who}</th>
            <th scope="col">{words.did}</th>
            <th scope="col">{words.what}</th>
            <th scope="col">{words.details}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.ordinal}>
              <td>
                <time dateTime={entry.at}>{moment(entry.at)}</time>
              </td>
              <td>{entry.who}</td>
              <td>{didWords(entry)}</td>
              <td>{whatWords(entry.what, people)}</td>
              <td className="audit-details quiet">
                <Details text={detailWords(entry.details)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

/** What is long is opened by whoever wants to read it. */
function Details({ text }: { text: string }) {
  if (text.length <= SHORT) return <>{text}</>;
  return (
    <details>
      <summary>{`${text.slice(0, SHORT)}…`}</summary>
      {text}
    </details>
  );
}
