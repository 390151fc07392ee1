import { useState } from "react";
import { Redirect, useLocation, useSearch } from "wouter";
import { Wrong } from "../calls/Wrong";
import { isIn, useMe } from "../store/me";
import { strings } from "../strings";
import "./access/access.css";
import { ownPath } from "./access/ownPath";
import { SignInForm } from "./access/SignInForm";
import { useTitle } from "./useTitle";

const words = strings.access.signIn;

/** Where one signs in; afterwards one is where one wanted to go. */
export default function SignInPage() {
  const me = useMe((state) => state.me);
  const asked = new URLSearchParams(useSearch());
  const [, navigate] = useLocation();
  const next = ownPath(asked.get("next"));
  const [tried, setTried] = useState(false);
  const refused = tried ? null : asked.get("refused");
  useTitle(words.title);
  if (!me) return null;
  if (isIn(me)) return <Redirect to={next} replace />;
  const { provider, password } = me.sign_in;
  return (
    <div className="access-card">
      <h1>{words.title}</h1>
      {refused && <Wrong error={words.refused(refused)} />}
      {me.first_account && <p>{words.first}</p>}
      {password && (
        <SignInForm
          email={null}
          onDone={() => navigate(next, { replace: true })}
          onTry={() => setTried(true)}
        />
      )}
      {provider && (
        <>
          {password && <p className="access-or">{words.or}</p>}
          <a className="button access-provider" href={`${provider.url}?next=${encodeURIComponent(next)}`}>
            {words.with(provider.name)}
          </a>
        </>
      )}
      {password && !me.first_account && <p className="quiet">{words.forgotten}</p>}
    </div>
  );
}
