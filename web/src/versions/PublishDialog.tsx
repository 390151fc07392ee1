import { useState, type SyntheticEvent } from "react";
import { Link } from "wouter";
import { ApiError, setPerson } from "../api/client";
import type { Environment, Version } from "../api/types";
import { useSync } from "../store/sync";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextArea, TextField } from "../ui/Field";
import { publish } from "./asking";
import { errorsOf, isReady, refusal, SHORTEST_NOTE } from "./publishing";
import { Changes, Stops, Tested, Where } from "./PublishParts";
import { usePublisher } from "./usePublisher";
import { usePreparation, type Preparation } from "./usePreparation";
import "./versions.css";

const { publish: words, environments } = strings.versions;
const LONGEST_NAME = 80;

/** What changes for callers, whether it may, and then: publish. */
export default function PublishDialog({ onClose }: { onClose: () => void }) {
  const { answer, wrong, again } = usePreparation();
  const [done, setDone] = useState<{ version: Version; environment: Environment } | null>(null);
  return (
    <Dialog open onClose={onClose} title={words.title} describe={words.describe} wide>
      <div className="versions-publish">
        {wrong && (
          <p className="versions-stop" role="alert">
            {wrong} <Button onClick={again}>{words.again}</Button>
          </p>
        )}
        {!answer && !wrong && <p role="status">{words.saving}</p>}
        {done && answer && <Done flow={answer.flow} {...done} />}
        {!done && answer && !wrong && (
          <Prepared
            key={`${answer.flow}-${answer.tests.failed}`}
            preparation={answer}
            onAgain={again}
            onClose={onClose}
            onDone={(version, environment) => setDone({ version, environment })}
          />
        )}
      </div>
    </Dialog>
  );
}

function Done({ flow, version, environment }: { flow: string; version: Version; environment: Environment }) {
  return (
    <div role="status">
      <p>
        <strong>{words.done(version.number, environments[environment])}</strong>
      </p>
      <p>{words.doneHelp}</p>
      <Link href={`/flows/${encodeURIComponent(flow)}/versions`}>{words.toVersions}</Link>
    </div>
  );
}

interface PreparedProps {
  preparation: Preparation;
  onAgain: () => void;
  onClose: () => void;
  onDone: (version: Version, environment: Environment) => void;
}

function Prepared({ preparation, onAgain, onClose, onDone }: PreparedProps) {
  const { flow, live, changes, tests } = preparation;
  const problems = useSync((state) => state.problems);
  const [note, setNote] = useState("");
  const { name: by, asked, say } = usePublisher();
  const [override, setOverride] = useState("");
  const [environment, setEnvironment] = useState<Environment>("live");
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<ApiError | null>(null);
  const more = refused ? refusal(refused) : { moved: false, problems: [], reports: [] };
  const errors = errorsOf([
    ...(preparation.problems.length ? preparation.problems : problems),
    ...more.problems,
  ]);
  const ready = isReady({ errors, tests, note, override, by });
  const send = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    setRefused(null);
    if (asked) setPerson(by.trim());
    try {
      const reason = tests.failed ? { override_tests: override.trim() } : {};
      const { revision } = useSync.getState();
      onDone(await publish(flow, { revision, note: note.trim(), environment, ...reason }), environment);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setRefused(error);
    }
    setBusy(false);
  };
  return (
    <form onSubmit={(event) => void send(event)}>
      <Changes live={live} changes={changes} />
      {errors.length > 0 && <Stops errors={errors} onClose={onClose} />}
      {errors.length === 0 && live !== null && (
        <p>
          <Link href={`/flows/${encodeURIComponent(flow)}/replays`}>{strings.replays.published}</Link>
        </p>
      )}
      {errors.length === 0 && <Tested tests={tests} override={override} onOverride={setOverride} />}
      <Where environment={environment} onChange={setEnvironment} />
      <TextArea
        label={words.note}
        help={words.noteHelp}
        error={note && note.trim().length < SHORTEST_NOTE ? words.noteShort : undefined}
        value={note}
        required
        onChange={(event) => setNote(event.target.value)}
      />
      {asked && (
        <TextField
          label={words.by}
          help={words.byHelp}
          value={by}
          required
          maxLength={LONGEST_NAME}
          autoComplete="name"
          onChange={(event) => say(event.target.value)}
        />
      )}
      {refused && (
        <p className="versions-stop" role="alert">
          {refused.message} {more.moved && <Button onClick={onAgain}>{words.again}</Button>}
        </p>
      )}
      <Button kind="primary" type="submit" disabled={!ready || busy}>
        {busy ? words.sending : words.send(environments[environment])}
      </Button>
    </form>
  );
}
