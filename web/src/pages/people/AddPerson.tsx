import { useState, type SyntheticEvent } from "react";
import type { NewPerson, PersonEntry, Role } from "../../api/access";
import { ask } from "../../api/client";
import { useMe } from "../../store/me";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { useDeed } from "../access/useDeed";
import { oncePassword } from "./oncePassword";
import { RoleChoice } from "./RoleChoice";
import { Secret } from "./Secret";

const words = strings.people;
const LONGEST_NAME = 80;

/** Makes an account; its first password is shown once. */
export function AddPerson({ onClose }: { onClose: () => void }) {
  const provider = useMe(({ me }) => me?.sign_in.provider?.name ?? null);
  const [written, setWritten] = useState({ name: "", email: "" });
  const [role, setRole] = useState<Role>("edit");
  const [byPassword, setByPassword] = useState(true);
  const [made, setMade] = useState<{ name: string; password: string } | null>(null);
  const { busy, wrong, go } = useDeed(async () => {
    const password = byPassword ? oncePassword() : null;
    const body: NewPerson = { ...written, email: written.email.trim(), role, password };
    const { name } = await ask<PersonEntry>("POST", "/api/people", body);
    if (password === null) onClose();
    else setMade({ name, password });
  });
  if (made)
    return (
      <Secret
        title={words.onceTitle(made.name)}
        describe={words.once}
        label={words.onceLabel}
        secret={made.password}
        onClose={onClose}
      />
    );
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    void go("");
  };
  return (
    <Dialog open title={words.addTitle} onClose={onClose}>
      <form onSubmit={send}>
        <TextField
          label={words.name}
          required
          autoFocus
          autoComplete="off"
          maxLength={LONGEST_NAME}
          value={written.name}
          onChange={(event) => setWritten({ ...written, name: event.target.value })}
        />
        <TextField
          label={words.email}
          type="email"
          required
          autoComplete="off"
          value={written.email}
          onChange={(event) => setWritten({ ...written, email: event.target.value })}
        />
        <RoleChoice role={role} onChange={setRole} />
        {provider && <WayChoice provider={provider} byPassword={byPassword} onChange={setByPassword} />}
        {wrong && (
          <p className="access-wrong" role="alert">
            {wrong}
          </p>
        )}
        <div className="row">
          <Button kind="primary" type="submit" disabled={busy}>
            {busy ? words.sending : words.send}
          </Button>
          <Button onClick={onClose}>{strings.common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function WayChoice({
  provider,
  byPassword,
  onChange,
}: {
  provider: string;
  byPassword: boolean;
  onChange: (byPassword: boolean) => void;
}) {
  const ways = [
    [true, words.firstPassword],
    [false, words.firstProvider(provider)],
  ] as const;
  return (
    <fieldset className="access-choices">
      <legend>{words.first}</legend>
      {ways.map(([way, told]) => (
        <label key={told}>
          <input type="radio" name="way" checked={way === byPassword} onChange={() => onChange(way)} />
          {told}
        </label>
      ))}
    </fieldset>
  );
}
