import { strings } from "../strings";
import { wait, words } from "./format";
import { bars, waited, type Moment } from "./waterfall";

const { why } = strings.calls;

/** Where the time of an answer went: bars for the eye, a table for those who do not see them. */
export function Waterfall({ moments }: { moments: readonly Moment[] }) {
  const drawn = bars(moments);
  const whole = Math.max(1, ...drawn.map(({ to_ms }) => to_ms));
  const until = waited(moments);
  if (!drawn.length) return null;
  return (
    <section>
      <h3>{why.waterfall}</h3>
      {until !== null && <p>{why.waterfallOf(wait(until))}</p>}
      <div className="calls-waterfall" aria-hidden="true">
        {drawn.map(({ stage, from_ms, to_ms }) => (
          <Bar key={stage} label={name(stage)} from={from_ms / whole} to={to_ms / whole} told={wait(to_ms)} />
        ))}
      </div>
      <div className="visually-hidden">
        <table>
          <caption>{why.waterfall}</caption>
          <thead>
            <tr>
              <th scope="col">{why.stage}</th>
              <th scope="col">{why.from}</th>
              <th scope="col">{why.until}</th>
            </tr>
          </thead>
          <tbody>
            {drawn.map(({ stage, from_ms, to_ms }) => (
              <tr key={stage}>
                <th scope="row">{name(stage)}</th>
                <td>{wait(from_ms)}</td>
                <td>{wait(to_ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Bar({ label, from, to, told }: { label: string; from: number; to: number; told: string }) {
  return (
    <>
      <span>{label}</span>
      <svg viewBox="0 0 100 12" preserveAspectRatio="none">
        <rect className="track" x={0} y={4} width={100} height={4} />
        <rect className="bar" x={100 * from} y={1} width={Math.max(0.7, 100 * (to - from))} height={10} />
      </svg>
      <span className="calls-number">{told}</span>
    </>
  );
}

function name(stage: string): string {
  return why.stages[stage] ?? words(stage);
}
