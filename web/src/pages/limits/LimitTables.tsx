import { Pencil } from "lucide-react";
import { useState } from "react";
import type { LimitEntry, LimitsPage } from "../../api/limits";
import { useMay } from "../../store/me";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { TableRegion } from "../../ui/TableRegion";
import { ago } from "../ago";
import { Bar } from "./Bar";
import { ChangeLimit } from "./ChangeLimit";
import { amount, byScope, isInForce, scopeOf, share, withCalls } from "./reckoning";

const words = strings.limits;
const NEAR_PERCENT = 80;
const FULL_PERCENT = 100;

/** Every limit, by whom it bounds; those that are none when they are asked for. */
export function LimitTables({ page, onChanged }: { page: LimitsPage; onChanged: () => void }) {
  const [all, setAll] = useState(false);
  const [changing, setChanging] = useState<LimitEntry | null>(null);
  const limits = page.limits.map((limit) => withCalls(limit, page.calls_now));
  const inForce = limits.filter(isInForce);
  const currency = page.budgets.find((each) => each.currency)?.currency ?? null;
  return (
    <section aria-labelledby="limits-limits">
      <div className="row spread">
        <h2 id="limits-limits">{words.limits}</h2>
        <Button kind="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? words.showFewer : words.showAll(limits.length - inForce.length)}
        </Button>
      </div>
      {byScope(all ? limits : inForce).map(([scope, limits]) => (
        <Table key={scope} scope={scope} limits={limits} currency={currency} onChange={setChanging} />
      ))}
      {changing && (
        <ChangeLimit
          limit={changing}
          currency={currency}
          onDone={onChanged}
          onClose={() => setChanging(null)}
        />
      )}
    </section>
  );
}

interface TableProps {
  scope: string;
  limits: readonly LimitEntry[];
  currency: string | null;
  onChange: (limit: LimitEntry) => void;
}

function Table({ scope, limits, currency, onChange }: TableProps) {
  const may = useMay("administer");
  const title = words.scope(scope);
  return (
    <>
      <h3>{title}</h3>
      <TableRegion label={words.table(title)}>
        <table className="list limits-table">
          <thead>
            <tr>
              <th scope="col">{words.limit}</th>
              <th scope="col">{words.most}</th>
              <th scope="col">{words.used}</th>
              <th scope="col">{words.changed}</th>
              {may && <th scope="col">{words.act}</th>}
            </tr>
          </thead>
          <tbody>
            {limits.map((limit) => (
              <tr key={limit.name}>
                <td>
                  {limit.meaning}
                  <br />
                  <code className="quiet">{limit.name}</code>
                </td>
                <td>
                  <Most limit={limit} currency={currency} />
                </td>
                <td>
                  <Used limit={limit} currency={currency} />
                </td>
                <td>{limit.changed_at && words.whenBy(ago(limit.changed_at), limit.changed_by ?? "")}</td>
                {may && (
                  <td>
                    <Button
                      icon={<Pencil size={16} />}
                      label={words.change(limit.meaning)}
                      onClick={() => onChange(limit)}
                    />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
    </>
  );
}

interface CellProps {
  limit: LimitEntry;
  currency: string | null;
}

function Most({ limit: { most, default: byItself, unit }, currency }: CellProps) {
  const told = (value: number | null) => (value === null ? words.none : amount(value, unit, currency));
  return (
    <>
      {most === null ? <span className="quiet">{words.none}</span> : <strong>{told(most)}</strong>}
      {most !== byItself && (
        <>
          <br />
          <span className="quiet">{words.default(told(byItself))}</span>
        </>
      )}
    </>
  );
}

function Used({ limit, currency }: CellProps) {
  const { used, most, unit, meaning } = limit;
  if (used === null) return <span className="quiet">{words.counts[scopeOf(limit)] ?? ""}</span>;
  if (most === null) return <>{amount(used, unit, currency)}</>;
  const { told } = share(used, most);
  const standing = told >= FULL_PERCENT ? "ended" : told >= NEAR_PERCENT ? "warned" : "open";
  return (
    <>
      {words.of(amount(used, unit === "money" ? unit : "", currency), amount(most, unit, currency))}
      <Bar label={meaning} used={used} most={most} standing={standing} />
    </>
  );
}
