import { useState } from "react";
import type { LimitEntry } from "../../api/limits";
import { ask } from "../../api/client";
import { strings } from "../../strings";
import { Choice } from "../../ui/Choice";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { DialogForm } from "../DialogForm";
import { useDeed } from "../useDeed";
import { amount, typedAmount } from "./reckoning";

const words = strings.limits;
type Way = "limited" | "none" | "default";

interface Props {
  limit: LimitEntry;
  currency: string | null;
  onDone: () => void;
  onClose: () => void;
}

/** Another limit, none, or what it is by itself. */
export function ChangeLimit({ limit, currency, onDone, onClose }: Props) {
  const { name, meaning, unit, most, default: byItself } = limit;
  const [way, setWay] = useState<Way>(most !== null ? "limited" : byItself !== null ? "none" : "default");
  const [typed, setTyped] = useState(most === null ? "" : String(most));
  const value = typedAmount(typed, unit);
  const path = `/api/limits/${encodeURIComponent(name)}`;
  const { busy, wrong, go } = useDeed(() =>
    way === "default" ? ask("DELETE", path) : ask("PUT", path, { most: way === "none" ? null : value }),
  );
  const send = async () => {
    if (!(await go(words.saved))) return;
    onDone();
    onClose();
  };
  const byItselfTold = byItself === null ? words.none : amount(byItself, unit, currency);
  return (
    <Dialog open title={words.changeTitle} describe={meaning} onClose={onClose}>
      <DialogForm
        action={words.form.save}
        busy={busy}
        wrong={wrong}
        why={way === "limited" && value === null ? words.noAmount : undefined}
        onSend={() => void send()}
        onClose={onClose}
      >
        <Choice
          legend={words.limit}
          options={[
            { value: "limited", label: words.limited },
            ...(byItself === null ? [] : [{ value: "none", label: words.noLimit } as const]),
            { value: "default", label: words.reset(byItselfTold) },
          ]}
          value={way}
          onChange={setWay}
        />
        {way === "limited" && (
          <TextField
            label={words.amount}
            help={unit === "money" ? (currency ?? undefined) : words.units[unit]}
            error={typed !== "" && value === null ? words.noAmount : undefined}
            inputMode="decimal"
            autoComplete="off"
            required
            autoFocus
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </DialogForm>
    </Dialog>
  );
}
