import { useState } from "react";
import type { CallPage } from "../api/types";
import { strings } from "../strings";
import { clock, money, words } from "./format";
import { callPath } from "./path";
import { shownValue } from "./shown";
import { StepLink } from "./StepLink";
import { useFollowed } from "./useFollowed";

const { call: text } = strings.calls;

/** Values, or what they are now. */
export function Values({ page }: { page: CallPage }) {
  const values = Object.entries(page.values).filter(([, value]) => value !== null);
  return (
    <section aria-labelledby="call-values">
      <h2 id="call-values">{page.live ? text.valuesNow : text.values}</h2>
      {values.length === 0 ? (
        <p className="quiet">{text.noValues}</p>
      ) : (
        <table className="list calls-fine">
          <thead className="visually-hidden">
            <tr>
              <th scope="col">{text.name}</th>
              <th scope="col">{text.value}</th>
            </tr>
          </thead>
          <tbody>
            {values.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{words(name)}</th>
                <td>{shownValue(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** The steps that the call came to, turn by turn. */
export function StepsByTurn({ page }: { page: CallPage }) {
  return (
    <section aria-labelledby="call-path">
      <h2 id="call-path">{text.path}</h2>
      <ol className="calls-path">
        {callPath(page.turns).map(({ turn, at_ms, steps }) => (
          <li key={turn}>
            <a href={`#turn-${turn}`} className="calls-small">
              {text.turn(turn)}, {clock(at_ms)}
            </a>
            {steps.map((step, index) => (
              <StepLink key={`${step} ${index}`} flow={page.flow} step={step} />
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What the call cost, by what it was spent on. */
export function Costs({ page }: { page: CallPage }) {
  const currency = page.total?.currency;
  return (
    <section aria-labelledby="call-costs">
      <h2 id="call-costs">{text.costs}</h2>
      {!currency || page.cost.length === 0 ? (
        <p className="quiet">{text.noCosts}</p>
      ) : (
        <table className="list calls-fine">
          <thead>
            <tr>
              <th scope="col">{text.stage}</th>
              <th scope="col">{text.vendor}</th>
              <th scope="col" className="calls-number">
                {text.amount}
              </th>
            </tr>
          </thead>
          <tbody>
            {page.cost.map(({ stage, vendor, amount }, index) => (
              <tr key={index}>
                <th scope="row">{text.stages[stage] ?? words(stage)}</th>
                <td>{vendor}</td>
                <td className="calls-number">{money(amount, currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** The record itself; read when it is unfolded. */
export function Events({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  const { entries, ended } = useFollowed(id, open);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text.events}</summary>
      <p className="quiet">{text.eventsHelp}</p>
      {!ended && entries.length === 0 && <p role="status">{strings.common.loading}</p>}
      {ended && entries.length === 0 && <p role="status">{text.noEvents}</p>}
      {entries.length > 0 && (
        <pre className="calls-events" tabIndex={0} aria-label={text.events}>
          {entries.map((entry) => JSON.stringify(entry)).join("\n")}
        </pre>
      )}
    </details>
  );
}
