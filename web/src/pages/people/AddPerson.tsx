import { useState } from "react";
import { LONGEST_NAME, type NewPerson, type PersonEntry, type Role } from "../../api/access";
import { ask } from "../../api/client";
import { useMe } from "../../store/me";
import { strings } from "../../strings";
import { Choice } from "../../ui/Choice";
import { TextField } from "../../ui/Field";
import { tell } from "../../ui/Toasts";
import { DialogForm } from "../DialogForm";
import { useDeed } from "../useDeed";
import { oncePassword } from "./oncePassword";
import { RoleChoice } from "./RoleChoice";
import { passwordOf, SecretDialog, type Secret } from "./Secret";

const words = strings.people;
type Way = "password" | "provider";

/** Makes an account; its first password is shown once. */
export function AddPerson({ onClose }: { onClose: () => void }) {
  const provider = useMe(({ me }) => me?.sign_in.provider?.name ?? null);
  const [written, setWritten] = useState({ name: "", email: "" });
  const [role, setRole] = useState<Role>("edit");
  const [way, setWay] = useState<Way>("password");
  const [secret, setSecret] = useState<Secret | null>(null);
  const { busy, wrong, go } = useDeed(async () => {
    const password = way === "password" ? oncePassword() : null;
    const body: NewPerson = { ...written, email: written.email.trim(), role, password };
    const { name } = await ask<PersonEntry>("POST", "/api/people", body);
    if (password !== null) {
      setSecret(passwordOf(name, password));
      return;
    }
    tell(words.added(name), "good");
    onClose();
  });
  return (
    <SecretDialog title={words.addTitle} secret={secret} onClose={onClose}>
      <DialogForm action={words.send} busy={busy} wrong={wrong} onSend={() => void go("")} onClose={onClose}>
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
        {provider && (
          <Choice
            legend={words.first}
            options={[
              { value: "password", label: words.firstPassword },
              { value: "provider", label: words.firstProvider(provider) },
            ]}
            value={way}
            onChange={setWay}
          />
        )}
      </DialogForm>
    </SecretDialog>
  );
}
