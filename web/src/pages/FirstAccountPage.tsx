import { useState, type SyntheticEvent } from "react";
import { Link, useLocation } from "wouter";
import { LONGEST_NAME, type Me } from "../api/access";
import { ask } from "../api/client";
import { Wrong } from "../calls/Wrong";
import { useMe } from "../store/me";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { TextField } from "../ui/Field";
import "./access/access.css";
import { useDeed } from "./useDeed";
import { useTitle } from "./useTitle";

const words = strings.access.first;

/** Where the first account is made: with the setup link, or at a console that is open to this machine. */
export default function FirstAccountPage() {
  const me = useMe((state) => state.me);
  // Behind the #, which no proxy sees.
  const [link] = useState(() => window.location.hash.slice(1));
  useTitle(words.title);
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
  const write = (part: Partial<typeof written>) => setWritten({ ...written, ...part });
  const { busy, wrong, go } = useDeed(async () => {
    const body = { ...written, email: written.email.trim(), ...(link ? { link } : {}) };
    useMe.getState().learned(await ask<Me>("POST", "/api/first-account", body));
  });
  const send = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (await go(words.done)) navigate("/people", { replace: true });
  };
  const why = busy ? strings.common.busy : undefined;
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
      {wrong && <Wrong error={wrong} />}
      <Button kind="primary" type="submit" why={why}>
        {why ?? words.send}
      </Button>
    </form>
  );
}
