import { useEffect, useState, type SyntheticEvent } from "react";
import { Link, useLocation } from "wouter";
import type { Me } from "../api/access";
import { ask } from "../api/client";
import { sentence } from "../calls/useAnswer";
import { useMe } from "../store/me";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { TextField } from "../ui/Field";
import { tell } from "../ui/Toasts";
import "./access/access.css";

const words = strings.access.first;
const LONGEST_NAME = 80;

/** Where the first account is made: with the setup link, or at a console that is open to this machine. */
export default function FirstAccountPage() {
  const me = useMe((state) => state.me);
  // Behind the #, which no proxy sees.
  const [link] = useState(() => window.location.hash.slice(1));
  useEffect(() => {
    document.title = `${words.title} – ${strings.common.product}`;
  }, []);
  if (!me) return null;
  return (
    <div className="access-card">
      <h1>{words.title}</h1>
      {!me.first_account ? (
        <p>
          {words.made} {!me.signed_in && <Link href="/sign-in">{words.toSignIn}</Link>}
        </p>
      ) : !me.open && !link ? (
        <p>{words.noLink}</p>
      ) : (
        <>
          <p>{me.open ? words.open : words.link}</p>
          <FirstAccount link={link} />
        </>
      )}
    </div>
  );
}

function FirstAccount({ link }: { link: string }) {
  const [, navigate] = useLocation();
  const [written, setWritten] = useState({ name: "", email: "", password: "" });
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const write = (part: Partial<typeof written>) => setWritten({ ...written, ...part });
  const send = async (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    setWrong("");
    try {
      const body = { ...written, email: written.email.trim(), ...(link ? { link } : {}) };
      useMe.getState().learned(await ask<Me>("POST", "/api/first-account", body));
      tell(words.done, "good");
      navigate("/people", { replace: true });
    } catch (error) {
      setWrong(sentence(error));
      setBusy(false);
    }
  };
  return (
    <form className="access-form" onSubmit={(event) => void send(event)}>
      <TextField
        label={words.name}
        help={words.nameHelp}
        name="name"
        autoComplete="name"
        maxLength={LONGEST_NAME}
        required
        autoFocus
        value={written.name}
        onChange={(event) => write({ name: event.target.value })}
      />
      <TextField
        label={words.email}
        type="email"
        name="email"
        autoComplete="username"
        required
        value={written.email}
        onChange={(event) => write({ email: event.target.value })}
      />
      <TextField
        label={words.password}
        help={words.passwordHelp}
        type="password"
        name="password"
        autoComplete="new-password"
        required
        value={written.password}
        onChange={(event) => write({ password: event.target.value })}
      />
      {wrong && (
        <p className="access-wrong" role="alert">
          {wrong}
        </p>
      )}
      <Button kind="primary" type="submit" disabled={busy}>
        {busy ? words.sending : words.send}
      </Button>
    </form>
  );
}
