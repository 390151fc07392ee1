import { useState, type SyntheticEvent } from "react";
import { LONGEST_NAME, type PersonChange, type PersonEntry } from "../../api/access";
import { ask } from "../../api/client";
import { Wrong } from "../../calls/Wrong";
import { useMe } from "../../store/me";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { tell } from "../../ui/Toasts";
import { Confirmation } from "../Confirmation";
import { useDeed } from "../useDeed";
import { changesOf } from "./changes";
import { oncePassword } from "./oncePassword";
import { RoleChoice } from "./RoleChoice";
import { passwordOf, SecretDialog, type Secret } from "./Secret";

const words = strings.people;

interface Props {
  person: PersonEntry;
  onClose: () => void;
}

/** Name, role, whether they may sign in; a new password; and the end of the account. */
export function ChangePerson({ person, onClose }: Props) {
  const [removing, setRemoving] = useState(false);
  const [secret, setSecret] = useState<Secret | null>(null);
  const path = `/api/people/${person.id}`;
  return (
    <SecretDialog
      title={words.changeTitle(person.name)}
      describe={person.email}
      secret={secret}
      onClose={onClose}
    >
      <Settings person={person} onClose={onClose} />
      <NewPassword path={path} onMade={(password) => setSecret(passwordOf(person.name, password))} />
      <Button kind="danger" onClick={() => setRemoving(true)}>
        {words.remove}
      </Button>
      {removing && (
        <Confirmation
          title={words.removeTitle(person.name)}
          describe={words.removeHelp}
          action={words.remove}
          run={async () => {
            await ask("DELETE", path);
            tell(words.removed(person.name), "good");
            onClose();
          }}
          onClose={() => setRemoving(false)}
        />
      )}
    </SecretDialog>
  );
}

function Settings({ person, onClose }: Props) {
  const own = useMe(({ me }) => me?.account === person.id);
  const [name, setName] = useState(person.name);
  const [role, setRole] = useState(person.role);
  const [allowed, setAllowed] = useState(!person.disabled);
  const change = changesOf(person, { name, role, disabled: !allowed });
  const same = Object.keys(change).length === 0;
  const { busy, wrong, go } = useDeed(async () => {
    await ask<PersonEntry>("PATCH", `/api/people/${person.id}`, change);
    if (own) await useMe.getState().read();
  });
  const send = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!same && (await go(words.saved(name)))) onClose();
  };
  return (
    <form className="access-change" onSubmit={(event) => void send(event)}>
      <TextField
        label={words.name}
        required
        autoComplete="off"
        maxLength={LONGEST_NAME}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <RoleChoice role={role} onChange={setRole} />
      {person.role_from === "provider" && <p className="quiet">{words.byProvider}</p>}
      <label className="access-check">
        <input type="checkbox" checked={allowed} onChange={(event) => setAllowed(event.target.checked)} />
        {words.allowed}
      </label>
      <p className="field-help">{words.allowedHelp}</p>
      {wrong && <Wrong error={wrong} />}
      <Button
        kind="primary"
        type="submit"
        why={busy ? strings.common.busy : same ? words.nothingChanged : undefined}
      >
        {words.save}
      </Button>
    </form>
  );
}

function NewPassword({ path, onMade }: { path: string; onMade: (password: string) => void }) {
  const { busy, wrong, go } = useDeed(async () => {
    const password = oncePassword();
    const change: PersonChange = { password };
    await ask<PersonEntry>("PATCH", path, change);
    onMade(password);
  });
  return (
    <>
      <p className="field-help">{words.newPasswordHelp}</p>
      {wrong && <Wrong error={wrong} />}
      <p>
        <Button why={busy ? strings.common.busy : undefined} onClick={() => void go("")}>
          {words.newPassword}
        </Button>
      </p>
    </>
  );
}
