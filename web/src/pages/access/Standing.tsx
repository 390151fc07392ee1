import { LogOut, User } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { sentence } from "../../calls/useAnswer";
import { signOut, useMe } from "../../store/me";
import { useSync } from "../../store/sync";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { tell } from "../../ui/Toasts";
import { Confirmation } from "../Confirmation";

const words = strings.access;

/** At the end of the bar: who one is, and the way out. */
export function Standing() {
  const me = useMe((state) => state.me);
  if (me?.signed_in)
    return (
      <div className="shell-standing" role="group" aria-label={words.bar}>
        <Link href="/account" className="button quiet" title={words.you(me.name)}>
          <User size={16} aria-hidden="true" />
          <span>{me.name}</span>
        </Link>
        <SignOut />
      </div>
    );
  if (!me?.open || !me.first_account) return null;
  return (
    <div className="shell-standing">
      <Link href="/first-account" className="button quiet" title={words.openHelp}>
        {words.openBar}
      </Link>
    </div>
  );
}

/** Saves first what is not saved yet. */
function SignOut() {
  const [asking, setAsking] = useState(false);
  const leave = async () => {
    await signOut();
    // All that the page knows goes with it.
    location.assign("/sign-in");
  };
  const go = async () => {
    try {
      await useSync.getState().flush();
    } catch {
      setAsking(true);
      return;
    }
    await leave().catch((error: unknown) => tell(sentence(error), "bad"));
  };
  return (
    <>
      <Button kind="quiet" icon={<LogOut size={16} />} label={words.signOut} onClick={() => void go()} />
      {asking && (
        <Confirmation
          title={words.signOut}
          describe={words.unsaved}
          action={words.signOut}
          run={leave}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
