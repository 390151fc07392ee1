import { useState, type SyntheticEvent } from "react";
import { Link } from "wouter";
import { LONGEST_NAME, type Me } from "../api/access";
import { ask } from "../api/client";
import { Wrong } from "../calls/Wrong";
import { useMe } from "../store/me";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { TextField } from "../ui/Field";
import "./access/access.css";
import { Sessions } from "./access/Sessions";
import { useSessions } from "./access/useSessions";
import { useDeed } from "./useDeed";
import { useTitle } from "./useTitle";

const words = strings.access.account;

/** Oneself: name, password, and where one is signed in. */
export default function AccountPage() {
  const me = useMe((state) => state.me);
  useTitle(words.title);
  return (
    <div className="page access-page">
      <h1>{words.title}</h1>
      {me?.signed_in && me.role && me.email ? (
        <>
          <p className="quiet">{words.about(me.email, me.role)}</p>
          <Name name={me.name} />
          {me.has_password ? (
            <Password email={me.email} />
          ) : (
            <NoPassword provider={me.sign_in.provider?.name} />
          )}
          <Own key={me.session} />
        </>
      ) : (
        <p>
          {words.open}{" "}
          {me?.first_account && <Link href="/first-account">{strings.access.first.setupLink}</Link>}
        </p>
      )}
    </div>
  );
}

function Name({ name }: { name: string }) {
  const [written, setWritten] = useState(name);
  const { busy, wrong, go } = useDeed(async () =>
    useMe.getState().learned(await ask<Me>("PUT", "/api/me", { name: written })),
  );
  const same = written.trim() === name;
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!same) void go(words.renamed);
  };
  return (
    <section aria-labelledby="account-name" className="access-narrow">
      <h2 id="account-name">{words.nameTitle}</h2>
      <form className="access-form" onSubmit={send}>
        <TextField
          label={words.name}
          name="name"
          autoComplete="name"
          maxLength={LONGEST_NAME}
          required
          value={written}
          onChange={(event) => setWritten(event.target.value)}
        />
        {wrong && <Wrong error={wrong} />}
        <Button type="submit" why={busy ? strings.common.busy : same ? words.sameName : undefined}>
          {words.rename}
        </Button>
      </form>
    </section>
  );
}

function Password({ email }: { email: string }) {
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const { busy, wrong, go } = useDeed(async () => {
    useMe.getState().learned(await ask<Me>("PUT", "/api/me/password", { old, new: fresh }));
    setOld("");
    setFresh("");
  });
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    void go(words.changed);
  };
  return (
    <section aria-labelledby="account-password" className="access-narrow">
      <h2 id="account-password">{words.passwordTitle}</h2>
      <p className="quiet">{words.passwordAbout}</p>
      <form className="access-form" onSubmit={send}>
        <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
        <TextField
          label={words.old}
          type="password"
          name="old"
          autoComplete="current-password"
          required
          value={old}
          onChange={(event) => setOld(event.target.value)}
        />
        <TextField
          label={words.fresh}
          help={strings.access.first.passwordHelp}
          type="password"
          name="new"
          autoComplete="new-password"
          required
          value={fresh}
          onChange={(event) => setFresh(event.target.value)}
        />
        {wrong && <Wrong error={wrong} />}
        <Button type="submit" why={busy ? strings.common.busy : undefined}>
          {words.change}
        </Button>
      </form>
    </section>
  );
}

function NoPassword({ provider }: { provider: string | undefined }) {
  return (
    <section aria-labelledby="account-password">
      <h2 id="account-password">{words.passwordTitle}</h2>
      <p className="quiet">{words.noPassword(provider)}</p>
    </section>
  );
}

/** One's own sessions. */
function Own() {
  const { answer, error, again, end } = useSessions("/api/me/sessions");
  const others = answer?.some(({ current }) => !current) ?? false;
  return (
    <section aria-labelledby="account-sessions">
      <div className="row spread">
        <h2 id="account-sessions">{words.sessions}</h2>
        {answer && (
          <Button why={others ? undefined : words.noOthers} onClick={() => end(null, words.othersEnded)}>
            {words.others}
          </Button>
        )}
      </div>
      {error && <Wrong error={error} again={again} />}
      {answer && <Sessions sessions={answer} onEnd={(session) => end(session, words.ended)} />}
    </section>
  );
}
