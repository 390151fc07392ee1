import { Link } from "wouter";
import type { PhoneNumber } from "../api/types";
import type { Setup } from "../api/setup";
import { useAnswer } from "../calls/useAnswer";
import { Wrong } from "../calls/Wrong";
import { useMay } from "../store/me";
import { strings } from "../strings";
import { Access } from "./setup/Access";
import { FirstCall } from "./setup/FirstCall";
import { Prices } from "./setup/Prices";
import { Providers } from "./setup/Providers";
import "./setup/setup.css";
import { Telephone } from "./setup/Telephone";
import { VoiceSample } from "./setup/VoiceSample";
import { useTitle } from "./useTitle";

const words = strings.setup;

/** How the service is set up, and what a real phone call lacks. */
export default function SetupPage() {
  const { answer: setup, error, again } = useAnswer<Setup>("/api/setup");
  const numbers = useAnswer<PhoneNumber[]>("/api/numbers").answer ?? [];
  const administers = useMay("administer");
  useTitle(words.title);
  return (
    <div className="page setup">
      <h1>{words.title}</h1>
      {setup && <p className="quiet">{words.intro(setup.tenant)}</p>}
      {error && <Wrong error={error} again={again} />}
      {setup && (
        <>
          <FirstCall setup={setup} numbers={numbers.length} />
          <Access />
          <Providers providers={setup.providers} tenant={setup.tenant} />
          <VoiceSample languages={setup.languages} />
          <Telephone setup={setup} />
          <Prices tenant={setup.tenant} />
          {administers && (
            <section aria-labelledby="setup-audit">
              <h2 id="setup-audit">
                <Link href="/audit">{strings.audit.title}</Link>
              </h2>
              <p>{strings.audit.linkHelp}</p>
            </section>
          )}
        </>
      )}
    </div>
  );
}
