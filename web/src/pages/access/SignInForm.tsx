import { useState, type SyntheticEvent } from "react";
import { waitOf } from "../../api/access";
import { sentence } from "../../calls/useAnswer";
import { Wrong } from "../../calls/Wrong";
import { useMe } from "../../store/me";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { remaining } from "./remaining";
import { useWait } from "./useWait";

const words = strings.access.signIn;

interface Props {
  /** Whose account it has to be; null: anybody's. */
  email: string | null;
  onDone: () => void;
  /** They try: what was told before is of the past. */
  onTry?: () => void;
}

/** E-mail and password. What was typed stays when they are refused. */
export function SignInForm({ email: known, onDone, onTry }: Props) {
  const [email, setEmail] = useState(known ?? "");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const { left, begin } = useWait();
  const send = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (busy || left > 0) return;
    setBusy(true);
    setWrong("");
    onTry?.();
    try {
      await useMe.getState().signIn(email, password);
      onDone();
    } catch (error) {
      setWrong(sentence(error));
      begin(waitOf(error));
    }
    setBusy(false);
  };
  const why = busy ? words.sending : left > 0 ? words.wait(remaining(left)) : undefined;
  return (
    <form className="access-form" onSubmit={(event) => void send(event)}>
      <TextField
        label={words.email}
        type="email"
        name="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        readOnly={known !== null}
        autoFocus={known === null}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        label={words.password}
        type="password"
        name="password"
        autoComplete="current-password"
        required
        autoFocus={known !== null}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {wrong && <Wrong error={wrong} />}
      <Button kind="primary" type="submit" why={why}>
        {why ?? words.send}
      </Button>
    </form>
  );
}
