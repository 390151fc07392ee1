import { ArrowDown, ArrowUp } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import type { StepNumbers } from "../api/types";
import { strings } from "../strings";
import type { Filters } from "./filters";
import { count, wait } from "./format";
import { change, COLUMNS, sortRows, type Column, type Sorting, type StepRow } from "./report";
import { StepLink } from "./StepLink";

const { report: text } = strings.calls;
/** Columns whose numbers lead to the calls behind them, and what those calls are asked by. */
const AT: Partial<Record<Column, string>> = {
  entered: "",
  left: "left",
  hang_ups: "hang_ups",
  no_match: "no_match",
  no_input: "no_input",
  corrections: "corrections",
  transfers: "transfers",
};

/** What happened at each step; sorted by any column. */
export function StepTable({
  rows,
  flow,
  comparing,
  linkTo,
}: {
  rows: readonly StepRow[];
  flow: string;
  comparing: boolean;
  linkTo: (more: Partial<Filters>) => string;
}) {
  const [sorting, setSorting] = useState<Sorting>({ by: "entered", down: true });
  const head = (by: Sorting["by"]) => <Head key={by} by={by} sorting={sorting} onSort={setSorting} />;
  return (
    <section aria-labelledby="report-steps">
      <h2 id="report-steps">{text.steps}</h2>
      <p className="quiet">{comparing ? text.stepsCompared : text.stepsHelp}</p>
      <div className="calls-scroll" tabIndex={0} role="group" aria-labelledby="report-steps">
        <table className="list calls-fine calls-steps">
          <thead>
            <tr>
              {head("step")}
              {head("entered")}
              {head("wentOn")}
              {COLUMNS.slice(1).map(head)}
            </tr>
          </thead>
          <tbody>
            {sortRows(rows, sorting).map((row) => (
              <tr key={row.step}>
                <th scope="row">
                  <StepLink flow={flow} step={row.step} title={row.title} />
                </th>
                <Cell row={row} column="entered" linkTo={linkTo} />
                <td className="calls-number">
                  {row.wentOn === null ? "–" : `${Math.round(100 * row.wentOn)}%`}
                </td>
                {COLUMNS.slice(1).map((column) => (
                  <Cell key={column} row={row} column={column} linkTo={linkTo} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Head({
  by,
  sorting,
  onSort,
}: {
  by: Sorting["by"];
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
}) {
  const sorted = sorting.by === by;
  const order = sorted ? (sorting.down ? "descending" : "ascending") : "none";
  return (
    <th scope="col" aria-sort={order} className={by === "step" ? "" : "calls-number"}>
      <button
        type="button"
        className="calls-sort"
        title={text.columnHelp[by]}
        onClick={() => onSort({ by, down: sorted ? !sorting.down : by !== "step" })}
      >
        {text.columns[by]}
        {sorted &&
          (sorting.down ? (
            <ArrowDown size={13} aria-hidden="true" />
          ) : (
            <ArrowUp size={13} aria-hidden="true" />
          ))}
      </button>
    </th>
  );
}

function Cell({
  row,
  column,
  linkTo,
}: {
  row: StepRow;
  column: Column;
  linkTo: (more: Partial<Filters>) => string;
}) {
  const value = row.numbers[column];
  const at = AT[column];
  const shown = told(column, value);
  return (
    <td className="calls-number">
      {value && at !== undefined ? <Link href={linkTo({ step: row.step, at })}>{shown}</Link> : shown}
      {row.compared && <Compared column={column} now={row.numbers} before={row.compared} />}
    </td>
  );
}

function Compared({ column, now, before }: { column: Column; now: StepNumbers; before: StepNumbers }) {
  const changed = change(now[column], before[column]);
  return (
    <div className="quiet calls-small" title={changed === null ? undefined : text.changed(changed)}>
      {told(column, before[column])}
    </div>
  );
}

function told(column: Column, value: number | null): string {
  if (value === null) return "–";
  if (column === "median_latency_ms") return wait(value);
  return column === "median_seconds" ? wait(1000 * value) : count(value);
}
