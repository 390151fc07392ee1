import { Link } from "wouter";
import type { Figures } from "../api/types";
import { own } from "../doc/own";
import { strings } from "../strings";
import { costsByStage, inkOf, type Costs } from "./costs";
import { day, money, shortDay } from "./format";
import { scale } from "./report";
import { StackedBars } from "./StackedBars";
import { useWidth } from "./useWidth";

const { report: text, call } = strings.calls;

const stageName = (stage: string) => own(call.stages, stage) ?? stage;

/** What calls cost by day, stacked by stage; of several currencies a chart each. */
export function CostChart({ figures, linkTo }: { figures: Figures; linkTo: (day: string) => string }) {
  const costs = costsByStage(figures.by_day);
  return (
    <section aria-labelledby="report-costs">
      <h2 id="report-costs">{text.costs}</h2>
      {costs.length === 0 && <p className="quiet">{text.noCosts}</p>}
      {costs.length > 1 && <p className="quiet">{text.currencies}</p>}
      {costs.map((each) => (
        <InCurrency key={each.currency} costs={each} linkTo={linkTo} />
      ))}
    </section>
  );
}

function InCurrency({ costs, linkTo }: { costs: Costs; linkTo: (day: string) => string }) {
  const [place, width] = useWidth();
  const { currency, days, stages, sums, total } = costs;
  const told = (amount: number) => money(amount, currency);
  return (
    <>
      <div ref={place} className="calls-chart">
        {width > 0 && (
          <StackedBars
            bars={days.map(({ day: at, total: whole, parts }) => ({
              day: at,
              title: `${day(at)}: ${told(whole)}`,
              parts: parts.map(({ stage, from, amount }) => ({
                name: stage,
                from,
                size: amount,
                colour: inkOf(stage),
              })),
            }))}
            width={width}
            scale={scale(Math.max(...days.map((each) => each.total)), { whole: false })}
            told={told}
            label={text.costsLabel(currency)}
            linkTo={linkTo}
          />
        )}
      </div>
      <ul className="calls-legend">
        {stages.map((stage) => (
          <li key={stage}>
            <span style={{ background: inkOf(stage) }} aria-hidden="true" /> {stageName(stage)}{" "}
            {told(sums.get(stage) ?? 0)}
          </li>
        ))}
        <li>
          <strong>
            {text.costTotal} {told(total)}
          </strong>
        </li>
      </ul>
      <details>
        <summary>{text.asTable}</summary>
        <CostTable costs={costs} told={told} linkTo={linkTo} />
      </details>
    </>
  );
}

function CostTable({
  costs: { currency, days, stages },
  told,
  linkTo,
}: {
  costs: Costs;
  told: (amount: number) => string;
  linkTo: (day: string) => string;
}) {
  return (
    <div className="calls-scroll calls-tall" tabIndex={0} role="group" aria-label={text.costsTable(currency)}>
      <table className="list calls-fine">
        <thead>
          <tr>
            <th scope="col">{text.day}</th>
            {[...stages.map(stageName), text.costTotal].map((name) => (
              <th key={name} scope="col" className="calls-number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map(({ day: at, total, parts }) => (
            <tr key={at}>
              <th scope="row" className="calls-open">
                {total > 0 ? <Link href={linkTo(at)}>{shortDay(at)}</Link> : shortDay(at)}
              </th>
              {stages.map((stage) => (
                <td key={stage} className="calls-number">
                  {told(parts.find((part) => part.stage === stage)?.amount ?? 0)}
                </td>
              ))}
              <td className="calls-number">{told(total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
