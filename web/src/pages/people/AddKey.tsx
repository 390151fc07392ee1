import { useState, type SyntheticEvent } from "react";
import type { AddedKey, NewKey, Scope } from "../../api/access";
import { ask } from "../../api/client";
import { useAnswer } from "../../calls/useAnswer";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Select, TextField } from "../../ui/Field";
import { useDeed } from "../access/useDeed";
import { Secret } from "./Secret";

const words = strings.keys;
const LONGEST_NAME = 80;
const DEFAULT_DAYS = "365";
const NO_SCOPES: readonly Scope[] = [];

/** Makes a key, which is shown once. */
export function AddKey({ onClose }: { onClose: () => void }) {
  const scopes = useAnswer<readonly Scope[]>("/api/keys/scopes");
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [days, setDays] = useState(DEFAULT_DAYS);
  const [made, setMade] = useState<AddedKey | null>(null);
  const { busy, wrong, go } = useDeed(async () => {
    const body: NewKey = { name, scopes: [...chosen], days: days ? Number(days) : null };
    setMade(await ask<AddedKey>("POST", "/api/keys", body));
  });
  if (made)
    return (
      <Secret
        title={words.onceTitle(made.name)}
        describe={words.once}
        label={words.onceLabel}
        secret={made.key}
        onClose={onClose}
      />
    );
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    void go("");
  };
  const refused = wrong || scopes.error;
  return (
    <Dialog open title={words.addTitle} onClose={onClose}>
      <form onSubmit={send}>
        <TextField
          label={words.nameLabel}
          required
          autoFocus
          autoComplete="off"
          maxLength={LONGEST_NAME}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <ScopeChoice scopes={scopes.answer ?? NO_SCOPES} chosen={chosen} onChange={setChosen} />
        <Select
          label={words.days}
          value={days}
          options={words.dayChoices.map(([value, label]) => ({ value, label }))}
          onChange={setDays}
        />
        {refused && (
          <p className="access-wrong" role="alert">
            {refused}
          </p>
        )}
        <div className="row">
          <Button kind="primary" type="submit" disabled={busy || chosen.length === 0}>
            {busy ? words.sending : words.send}
          </Button>
          <Button onClick={onClose}>{strings.common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function ScopeChoice({
  scopes,
  chosen,
  onChange,
}: {
  scopes: readonly Scope[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}) {
  return (
    <fieldset className="access-choices">
      <legend>{words.scopesLabel}</legend>
      {scopes.map(({ name, meaning }) => (
        <label key={name}>
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, name] : chosen.filter((each) => each !== name))
            }
          />
          <span>
            <strong>{name}</strong> <span className="quiet">{meaning}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
