import { Link } from "wouter";
import type { Figures } from "../api/types";
import { strings } from "../strings";
import { count, day, length, money, shortDay } from "./format";
import { dayBars, resultsInOrder, scale, type DayBar } from "./report";
import { resultName } from "./resultName";
import { useWidth } from "./useWidth";

const { report: text } = strings.calls;
const HEIGHT = 190;
const MARGIN = { left: 34, bottom: 24, top: 8 };

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
        {width > 0 && days.length > 0 && <Bars days={days} width={width} colours={colours} />}
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

function Bars({
  days,
  width,
  colours,
}: {
  days: DayBar[];
  width: number;
  colours: ReadonlyMap<string, string>;
}) {
  const { top, ticks } = scale(Math.max(...days.map(({ calls }) => calls)));
  const high = HEIGHT - MARGIN.bottom - MARGIN.top;
  const y = (value: number) => MARGIN.top + high * (1 - value / top);
  const slot = (width - MARGIN.left) / days.length;
  const every = Math.max(1, Math.ceil(52 / slot));
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={text.byDayLabel}>
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={MARGIN.left} x2={width} y1={y(tick)} y2={y(tick)} />
          <text x={MARGIN.left - 6} y={y(tick) + 4} textAnchor="end">
            {count(tick)}
          </text>
        </g>
      ))}
      {days.map((each, index) => (
        <g key={each.day} transform={`translate(${MARGIN.left + index * slot} 0)`}>
          <title>{`${day(each.day)}: ${text.calls(each.calls)}`}</title>
          {each.segments.map(({ result, count: calls, from }) => (
            <rect
              key={result}
              x={slot * 0.12}
              width={Math.max(1, slot * 0.76)}
              y={y(from + calls)}
              height={y(from) - y(from + calls)}
              style={{ fill: colours.get(result) }}
            />
          ))}
          {index % every === 0 && (
            <text x={slot / 2} y={HEIGHT - 7} textAnchor="middle">
              {text.shortDay(each.day)}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
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
