import { useState } from "react";
import { Link, useLocation } from "wouter";
import { stepAt, textOf } from "../doc/reading";
import type { Figures, FlowDoc } from "../api/types";
import { useMay } from "../store/me";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { tell } from "../ui/Toasts";
import { changeDraft } from "./editDraft";
import { count, words } from "./format";
import { phrasePlaces, withPhrase, type PhrasePlace } from "./phrases";
import { StepLink } from "./StepLink";
import { sentence } from "./useAnswer";
import { Wrong } from "./Wrong";

const { report: text } = strings.calls;
const SHOWN = 25;
type Phrase = Figures["unmatched"][number];

/** What callers said that was not understood, and where it could be added. `draft`: to which it is added. */
export function Unmatched({
  phrases,
  flow,
  draft,
}: {
  phrases: readonly Phrase[];
  flow: string;
  draft: FlowDoc | null;
}) {
  const [all, setAll] = useState(false);
  const shown = all ? phrases : phrases.slice(0, SHOWN);
  return (
    <section aria-labelledby="report-unmatched">
      <h2 id="report-unmatched">{text.unmatched}</h2>
      {phrases.length === 0 ? (
        <p className="quiet">{text.allMatched}</p>
      ) : (
        <ul className="calls-phrases">
          {shown.map((phrase) => (
            <li key={`${phrase.step} ${phrase.text}`}>
              <Heard phrase={phrase} flow={flow} draft={draft} />
            </li>
          ))}
        </ul>
      )}
      {shown.length < phrases.length && (
        <Button onClick={() => setAll(true)}>{text.allPhrases(phrases.length)}</Button>
      )}
    </section>
  );
}

function Heard({ phrase, flow, draft }: { phrase: Phrase; flow: string; draft: FlowDoc | null }) {
  return (
    <>
      <p>
        <strong>“{phrase.text}”</strong> {text.times(phrase.count)} {text.atStep}{" "}
        <StepLink
          flow={flow}
          step={phrase.step}
          title={draft ? textOf(stepAt(draft, phrase.step)?.title) || undefined : undefined}
        />
      </p>
      <p className="calls-small">
        {text.heardIn}{" "}
        {phrase.calls.slice(0, 5).map((call, index) => (
          <Link key={call} href={`/calls/${encodeURIComponent(call)}`} className="calls-ref">
            {text.nth(index + 1)}
          </Link>
        ))}
        {phrase.calls.length > 5 && ` ${text.andMore(count(phrase.calls.length - 5))}`}
      </p>
      {draft ? (
        <Adding phrase={phrase} flow={flow} places={phrasePlaces(draft, phrase.step)} />
      ) : (
        <p className="quiet calls-small">{strings.common.loading}</p>
      )}
    </>
  );
}

function Adding({ phrase, flow, places }: { phrase: Phrase; flow: string; places: readonly PhrasePlace[] }) {
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useState("");
  const [state, setState] = useState<"" | "adding" | "added">("");
  const [error, setError] = useState("");
  const may = useMay("edit");
  const place = places.find(({ path }) => path.join("/") === chosen);
  if (!places.length) return <p className="quiet calls-small">{text.noPlace}</p>;
  if (!may) return null;
  if (state === "added") return <p className="calls-small">{text.isAdded}</p>;

  const add = async ({ path, label }: PhrasePlace) => {
    setState("adding");
    setError("");
    try {
      const done = await changeDraft(flow, text.editLabel(phrase.text, label), (document) =>
        withPhrase(document, path, phrase.text),
      );
      tell(done === "changed" ? text.added(phrase.text, label) : text.wasThere(label), "good", {
        label: strings.calls.test.view,
        run: () => navigate(`/flows/${encodeURIComponent(flow)}`),
      });
      setState("added");
    } catch (why) {
      setError(sentence(why));
      setState("");
    }
  };
  return (
    <>
      <span className="row">
        <select
          className="input calls-place"
          aria-label={text.addTo(phrase.text)}
          value={chosen}
          onChange={(event) => setChosen(event.target.value)}
        >
          <option value="">{text.choose}</option>
          {groupsOf(places).map(([name, group]) => (
            <optgroup key={name} label={name}>
              {group.map(({ path, label }) => (
                <option key={path.join("/")} value={path.join("/")}>
                  {label}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <Button disabled={!place || state === "adding"} onClick={() => place && void add(place)}>
          {state === "adding" ? strings.calls.test.adding : text.add}
        </Button>
      </span>
      {error && <Wrong error={error} />}
    </>
  );
}

function groupsOf(places: readonly PhrasePlace[]): [string, PhrasePlace[]][] {
  const groups = new Map<string, PhrasePlace[]>();
  for (const place of places) {
    const name = text.groups[place.of.kind](words(place.of.name));
    groups.set(name, [...(groups.get(name) ?? []), place]);
  }
  return [...groups];
}
