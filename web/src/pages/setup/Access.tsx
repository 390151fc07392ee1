import { Link } from "wouter";
import { useMe } from "../../store/me";
import { strings } from "../../strings";

const words = strings.access.first;

/** Who may use the console now, and the way to let others in. */
export function Access() {
  const me = useMe((state) => state.me);
  if (!me) return null;
  return (
    <section aria-labelledby="setup-access">
      <h2 id="setup-access">{words.setup}</h2>
      {me.open && me.first_account && (
        <p>
          {words.open} <Link href="/first-account">{words.setupLink}</Link>
        </p>
      )}
      {me.signed_in && (
        <p>
          {words.signedIn(me.name)} {me.may.administer && <Link href="/people">{words.people}</Link>}
        </p>
      )}
    </section>
  );
}
