import { useState, type SyntheticEvent } from "react";
import type { LimitEntry } from "../../api/limits";
import { ask } from "../../api/client";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { useDeed } from "../access/useDeed";
import { amount, typedAmount } from "./reckoning";

const words = strings.limits;
const WAYS = ["limited", "none", "default"] as const;
type Way = (typeof WAYS)[number];

interface Props {
  limit: LimitEntry;
  currency: string | null;
  onDone: () => void;
  onClose: () => void;
}

/** Another limit, none, or what it is by itself. */
export function ChangeLimit({ limit, currency, onDone, onClose }: Props) {
  const { name, meaning, unit, most, default: byItself } = limit;
  const [way, setWay] = useState<Way>(most === null ? "none" : "limited");
  const [typed, setTyped] = useState(most === null ? "" : String(most));
  const value = typedAmount(typed, unit);
  const path = `/api/limits/${encodeURIComponent(name)}`;
  const { busy, wrong, go } = useDeed(() =>
    way === "default" ? ask("DELETE", path) : ask("PUT", path, { most: way === "none" ? null : value }),
  );
  const send = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!(await go(words.saved))) return;
    onDone();
    onClose();
  };
  const told: Record<Way, string> = {
    limited: words.limited,
    none: words.noLimit,
    default: words.reset(byItself === null ? words.none : amount(byItself, unit, currency)),
  };
  return (
    <Dialog open title={words.changeTitle} describe={meaning} onClose={onClose}>
      <form onSubmit={(event) => void send(event)}>
        <fieldset className="access-choices">
          <legend>{words.limit}</legend>
          {WAYS.map((each) => (
            <label key={each}>
              <input type="radio" name="way" checked={each === way} onChange={() => setWay(each)} />
              {told[each]}
            </label>
          ))}
        </fieldset>
        {way === "limited" && (
          <TextField
            label={words.amount}
            help={unit === "money" ? (currency ?? undefined) : words.units[unit]}
            inputMode="decimal"
            autoComplete="off"
            required
            autoFocus
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        {wrong && (
          <p className="access-wrong" role="alert">
            {wrong}
          </p>
        )}
        <div className="row">
          <Button kind="primary" type="submit" disabled={busy || (way === "limited" && value === null)}>
            {words.form.save}
          </Button>
          <Button onClick={onClose}>{strings.common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
