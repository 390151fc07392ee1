import { Link } from "wouter";
import type { Figures } from "../api/types";
import { strings } from "../strings";
import { count, day, length, money, shortDay } from "./format";
import { dayBars, resultsInOrder, scale, type DayBar } from "./report";
import { resultName } from "./resultName";
import { StackedBars, type Bar } from "./StackedBars";
import { useWidth } from "./useWidth";

const { report: text } = strings.calls;

/** Calls by day, stacked by result; the table behind it has the same numbers. */
export function DayChart({
  figures,
  colours,
  linkTo,
}: {
  figures: Figures;
  colours: ReadonlyMap<string, string>;
  linkTo: (day: string) => string;
}) {
  const [place, width] = useWidth();
  const days = dayBars(figures);
  const results = resultsInOrder(figures);
  return (
    <section aria-labelledby="report-days">
      <h2 id="report-days">{text.byDay}</h2>
      <div ref={place} className="calls-chart">
        {width > 0 && days.length > 0 && (
          <StackedBars
            bars={days.map((each) => barOf(each, colours))}
            width={width}
            scale={scale(Math.max(...days.map(({ calls }) => calls)))}
            told={count}
            label={text.byDayLabel}
            linkTo={linkTo}
          />
        )}
      </div>
      <ul className="calls-legend">
        {results.map((result) => (
          <li key={result}>
            <span style={{ background: colours.get(result) }} aria-hidden="true" /> {resultName(result)}
          </li>
        ))}
      </ul>
      <details>
        <summary>{text.asTable}</summary>
        <DayTable figures={figures} days={days} results={results} linkTo={linkTo} />
      </details>
    </section>
  );
}

function barOf({ day: at, calls, segments }: DayBar, colours: ReadonlyMap<string, string>): Bar {
  return {
    day: at,
    title: `${day(at)}: ${text.calls(calls)}`,
    parts: segments.map(({ result, count: size, from }) => ({
      name: result,
      from,
      size,
      colour: colours.get(result) ?? "var(--quiet)",
    })),
  };
}

function DayTable({
  figures,
  days,
  results,
  linkTo,
}: {
  figures: Figures;
  days: readonly DayBar[];
  results: readonly string[];
  linkTo: (day: string) => string;
}) {
  return (
    <div className="calls-scroll calls-tall" tabIndex={0} role="group" aria-label={text.byDay}>
      <table className="list calls-fine">
        <thead>
          <tr>
            <th scope="col">{text.day}</th>
            <th scope="col" className="calls-number">
              {text.callsColumn}
            </th>
            {results.map((result) => (
              <th key={result} scope="col" className="calls-number">
                {resultName(result)}
              </th>
            ))}
            <th scope="col" className="calls-number">
              {text.together}
            </th>
            <th scope="col" className="calls-number">
              {strings.calls.columns.cost}
            </th>
          </tr>
        </thead>
        <tbody>
          {figures.by_day.map((each, index) => (
            <tr key={each.day}>
              <th scope="row" className="calls-open">
                {shortDay(each.day)}
              </th>
              <td className="calls-number">
                {each.calls ? <Link href={linkTo(each.day)}>{count(each.calls)}</Link> : 0}
              </td>
              {results.map((result) => (
                <td key={result} className="calls-number">
                  {days[index]?.segments.find((segment) => segment.result === result)?.count ?? 0}
                </td>
              ))}
              <td className="calls-number">{length(each.seconds)}</td>
              <td className="calls-number">
                {each.cost.map(({ amount, currency }) => money(amount, currency)).join(", ") || "–"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
