import { useState, type SyntheticEvent } from "react";
import type { PersonChange, PersonEntry } from "../../api/access";
import { ask } from "../../api/client";
import { useMe } from "../../store/me";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { tell } from "../../ui/Toasts";
import { useDeed } from "../access/useDeed";
import { Confirmation } from "../Confirmation";
import { changesOf } from "./changes";
import { oncePassword } from "./oncePassword";
import { RoleChoice } from "./RoleChoice";
import { Secret } from "./Secret";

const words = strings.people;
const LONGEST_NAME = 80;

interface Props {
  person: PersonEntry;
  onClose: () => void;
}

/** Name, role, whether they may sign in; a new password; and the end of the account. */
export function ChangePerson({ person, onClose }: Props) {
  const [removing, setRemoving] = useState(false);
  const [password, setPassword] = useState("");
  const path = `/api/people/${person.id}`;
  if (password)
    return (
      <Secret
        title={words.onceTitle(person.name)}
        describe={words.once}
        label={words.onceLabel}
        secret={password}
        onClose={onClose}
      />
    );
  if (removing)
    return (
      <Confirmation
        title={words.removeTitle(person.name)}
        describe={words.removeHelp}
        action={words.remove}
        run={async () => {
          await ask("DELETE", path);
          tell(words.removed(person.name), "good");
        }}
        onClose={onClose}
      />
    );
  return (
    <Dialog open title={words.changeTitle(person.name)} describe={person.email} onClose={onClose}>
      <Settings person={person} onClose={onClose} />
      <NewPassword path={path} onMade={setPassword} />
      <Button kind="danger" onClick={() => setRemoving(true)}>
        {words.remove}
      </Button>
    </Dialog>
  );
}

function Settings({ person, onClose }: Props) {
  const own = useMe(({ me }) => me?.account === person.id);
  const [name, setName] = useState(person.name);
  const [role, setRole] = useState(person.role);
  const [allowed, setAllowed] = useState(!person.disabled);
  const change = changesOf(person, { name, role, disabled: !allowed });
  const { busy, wrong, go } = useDeed(async () => {
    await ask<PersonEntry>("PATCH", `/api/people/${person.id}`, change);
    if (own) await useMe.getState().read();
  });
  const send = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (await go(words.saved(name))) onClose();
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
      {wrong && (
        <p className="access-wrong" role="alert">
          {wrong}
        </p>
      )}
      <Button kind="primary" type="submit" disabled={busy || Object.keys(change).length === 0}>
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
      {wrong && (
        <p className="access-wrong" role="alert">
          {wrong}
        </p>
      )}
      <p>
        <Button disabled={busy} onClick={() => void go("")}>
          {words.newPassword}
        </Button>
      </p>
    </>
  );
}
