import { useState } from "react";
import type { PriceLine } from "../../api/setup";
import { useAnswer } from "../../calls/useAnswer";
import { strings } from "../../strings";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";

const words = strings.setup;

/** What providers charge; long, and so only when it is asked for. */
export function Prices({ tenant }: { tenant: string | null }) {
  const [open, setOpen] = useState(false);
  const { answer } = useAnswer<PriceLine[]>(open ? "/api/setup/prices" : null);
  return (
    <section aria-labelledby="setup-prices">
      <h2 id="setup-prices">{words.prices}</h2>
      <p className="quiet">{words.pricesIntro(tenant)}</p>
      {!open && <Button onClick={() => setOpen(true)}>{words.show}</Button>}
      {answer && (
        <div className="setup-scroll" role="region" aria-label={words.pricesTable} tabIndex={0}>
          <table className="list">
            <thead>
              <tr>
                <th scope="col">{words.priceProvider}</th>
                <th scope="col">{words.priceModel}</th>
                <th scope="col">{words.price}</th>
                <th scope="col">{words.since}</th>
                <th scope="col">{words.source}</th>
              </tr>
            </thead>
            <tbody>
              {answer.map((line) => (
                <tr key={`${line.provider} ${line.model} ${line.unit}`}>
                  <td>{line.provider}</td>
                  <td>{line.model}</td>
                  <td>
                    {line.price.toLocaleString(undefined, {
                      style: "currency",
                      currency: line.currency,
                      maximumFractionDigits: 6,
                    })}{" "}
                    {words.per(line.per.toLocaleString(), line.unit.replaceAll("_", " "))}{" "}
                    {!line.confirmed && <Badge kind="warn">{words.unconfirmed}</Badge>}
                  </td>
                  <td>{line.since}</td>
                  <td>{line.source}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
