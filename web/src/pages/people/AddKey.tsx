import { useState } from "react";
import { LONGEST_NAME, type AddedKey, type NewKey, type Scope } from "../../api/access";
import { ask } from "../../api/client";
import { useAnswer } from "../../calls/useAnswer";
import { strings } from "../../strings";
import { Select, TextField } from "../../ui/Field";
import { DialogForm } from "../DialogForm";
import { useDeed } from "../useDeed";
import { SecretDialog, type Secret } from "./Secret";

const words = strings.keys;
const DEFAULT_DAYS = "365";
const NO_SCOPES: readonly Scope[] = [];

/** Makes a key, which is shown once. */
export function AddKey({ onClose }: { onClose: () => void }) {
  const scopes = useAnswer<readonly Scope[]>("/api/keys/scopes");
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [days, setDays] = useState(DEFAULT_DAYS);
  const [secret, setSecret] = useState<Secret | null>(null);
  const { busy, wrong, go } = useDeed(async () => {
    const body: NewKey = { name, scopes: [...chosen], days: days ? Number(days) : null };
    const made = await ask<AddedKey>("POST", "/api/keys", body);
    const { onceTitle, once, onceLabel } = words;
    setSecret({ title: onceTitle(made.name), describe: once, label: onceLabel, text: made.key });
  });
  return (
    <SecretDialog title={words.addTitle} secret={secret} onClose={onClose}>
      <DialogForm
        action={words.send}
        busy={busy}
        wrong={wrong || scopes.error}
        why={chosen.length === 0 ? words.noScope : undefined}
        onSend={() => void go("")}
        onClose={onClose}
      >
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
      </DialogForm>
    </SecretDialog>
  );
}

interface ScopeProps {
  scopes: readonly Scope[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

function ScopeChoice({ scopes, chosen, onChange }: ScopeProps) {
  return (
    <fieldset className="choices">
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
