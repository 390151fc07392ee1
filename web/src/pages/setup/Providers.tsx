import { useState } from "react";
import { ask } from "../../api/client";
import type { Provider, Standing } from "../../api/setup";
import { sentence } from "../../calls/useAnswer";
import { useWhyNot } from "../../store/me";
import { strings } from "../../strings";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";

const words = strings.setup;

/** Who does which part of the work, and whether they can. */
export function Providers({ providers, tenant }: { providers: readonly Provider[]; tenant: string | null }) {
  const [tried, setTried] = useState<readonly Standing[]>([]);
  const [trying, setTrying] = useState(false);
  const why = useWhyNot("administer");
  const [error, setError] = useState("");
  const tryAll = () => {
    setTrying(true);
    setError("");
    ask<Standing[]>("POST", "/api/setup/providers", {})
      .then(setTried, (why: unknown) => setError(sentence(why)))
      .finally(() => setTrying(false));
  };
  return (
    <section aria-labelledby="setup-providers">
      <div className="row spread">
        <h2 id="setup-providers">{words.providers}</h2>
        <Button disabled={trying} why={why} onClick={tryAll} label={words.tryCosts}>
          {trying ? words.trying : words.try}
        </Button>
      </div>
      {tenant !== null && <p className="quiet">{words.installation}</p>}
      {error && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      <div className="setup-scroll" role="region" aria-label={words.providersTable} tabIndex={0}>
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{words.role}</th>
              <th scope="col">{words.spec}</th>
              <th scope="col">{words.setting}</th>
              <th scope="col">{words.works}</th>
            </tr>
          </thead>
          <tbody>
            {providers.map((provider) => (
              <tr key={provider.setting}>
                <td>{words.roles[provider.role]?.[provider.fallback ? 1 : 0]}</td>
                <td>{provider.spec === "none" ? words.none : provider.spec}</td>
                <td>
                  <code>{provider.setting}</code>
                </td>
                <td>
                  <How standing={tried.find(({ name }) => name === provider.setting)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function How({ standing }: { standing: Standing | undefined }) {
  if (!standing) return <span className="quiet">{words.untried}</span>;
  return standing.works ? (
    <Badge kind="good">{words.yes}</Badge>
  ) : (
    <span className="setup-bad">{standing.why}</span>
  );
}
