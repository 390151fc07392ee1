import { useState } from "react";
import type { BudgetEntry, LimitEntry, LimitsPage } from "../../api/limits";
import { useMay } from "../../store/me";
import { strings } from "../../strings";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Bar } from "./Bar";
import { ChangeLimit } from "./ChangeLimit";
import { amount, share } from "./reckoning";

const words = strings.limits;
const BUDGETS = ["day.money", "day.tokens"];
const WARNED_PERCENT = 80;
const KINDS = { open: "good", warned: "warn", ended: "bad" } as const;

/** What language models used today, and how much they may. */
export function Budgets({ page, onChanged }: { page: LimitsPage; onChanged: () => void }) {
  const may = useMay("administer");
  const [changing, setChanging] = useState<LimitEntry | null>(null);
  const limits = BUDGETS.flatMap((name) => page.limits.filter((limit) => limit.name === name));
  const currency = page.budgets.find((each) => each.currency)?.currency ?? null;
  return (
    <section aria-labelledby="limits-budgets">
      <h2 id="limits-budgets">{words.budgets}</h2>
      {page.budgets.length === 0 && <p className="quiet">{words.noBudget}</p>}
      <ul className="limits-budgets">
        {limits.map((limit) => {
          const budget = page.budgets.find(({ name }) => name === limit.name);
          return (
            <li key={limit.name}>
              <div className="row spread">
                <h3>{words.budgetNames[limit.name]}</h3>
                {may && (
                  <Button
                    aria-label={budget ? words.change(limit.meaning) : words.setBudgetOf(limit.meaning)}
                    onClick={() => setChanging(limit)}
                  >
                    {budget ? words.act : words.setBudget}
                  </Button>
                )}
              </div>
              {budget ? (
                <Standing budget={budget} unit={limit.unit} />
              ) : (
                <p>{words.spent(amount(limit.used ?? 0, limit.unit, currency))}</p>
              )}
            </li>
          );
        })}
      </ul>
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

function Standing({ budget, unit }: { budget: BudgetEntry; unit: string }) {
  const { used, most, currency, standing, name } = budget;
  return (
    <>
      <p className="row">
        <strong>
          {words.of(amount(used, unit === "money" ? unit : "", currency), amount(most, unit, currency))}
        </strong>
        <span>{words.percent(share(used, most).told)}</span>
        <Badge kind={KINDS[standing]}>{words.standings[standing]}</Badge>
      </p>
      <Bar
        label={words.budgetNames[name] ?? name}
        used={used}
        most={most}
        standing={standing}
        mark={WARNED_PERCENT}
      />
    </>
  );
}
