import { useState } from "react";
import { Link } from "wouter";
import type { Environment, Version } from "../api/types";
import { useMay } from "../store/me";
import { strings } from "../strings";
import { Badge } from "../ui/Badge";
import { Button } from "../ui/Button";
import { tell } from "../ui/Toasts";
import { pointTo, type Standing } from "./asking";
import { Confirm } from "./Confirm";
import { ShareDialog } from "./ShareDialog";
import { when } from "./words";

const { page: words, environments, confirm } = strings.versions;

interface Props {
  flow: string;
  versions: readonly Version[];
  standing: Standing;
  onChanged: () => void;
}

type Doing = { do: Environment | "share"; version: number } | null;

/** All versions, where each is running, and what can be done with them. */
export function VersionList({ flow, versions, standing, onChanged }: Props) {
  const [doing, setDoing] = useState<Doing>(null);
  const close = () => setDoing(null);
  const done = () => {
    close();
    onChanged();
  };
  return (
    <>
      <ul className="versions-list" aria-label={words.list}>
        {versions.map((version) => (
          <Entry
            key={version.number}
            flow={flow}
            version={version}
            standing={standing}
            onDo={(what) => setDoing({ do: what, version: version.number })}
            onChanged={onChanged}
          />
        ))}
      </ul>
      {doing?.do === "share" && standing.live !== null && standing.live !== doing.version && (
        <ShareDialog
          flow={flow}
          live={standing.live}
          challenger={doing.version}
          onDone={done}
          onClose={close}
        />
      )}
      {doing && doing.do !== "share" && (
        <Put
          flow={flow}
          environment={doing.do}
          version={doing.version}
          standing={standing}
          onDone={done}
          onClose={close}
        />
      )}
    </>
  );
}

interface PutProps {
  flow: string;
  environment: Environment;
  version: number;
  standing: Standing;
  onDone: () => void;
  onClose: () => void;
}

/** Put a version into an environment: forward or back. What was there before can be had back at once. */
function Put({ flow, environment, version, standing, onDone, onClose }: PutProps) {
  const before = standing[environment];
  const isLive = environment === "live";
  const done = () => {
    const back = () => {
      if (before !== null) void pointTo(flow, environment, before).then(onDone);
    };
    const undo = before === null ? undefined : { label: confirm.undo, run: back };
    tell(confirm.done(version, environments[environment]), "good", undo);
    onDone();
  };
  return (
    <Confirm
      title={isLive ? confirm.live(version) : confirm.test(version)}
      describe={isLive ? confirm.liveDescribe(before) : confirm.testDescribe}
      run={() => pointTo(flow, environment, version)}
      onDone={done}
      onClose={onClose}
    />
  );
}

interface EntryProps {
  flow: string;
  version: Version;
  standing: Standing;
  onDo: (what: Environment | "share") => void;
  onChanged: () => void;
}

function Entry({ flow, version, standing, onDo, onChanged }: EntryProps) {
  const { number, note, by, at, override, calls } = version;
  const may = useMay("publish");
  const isLive = standing.live === number;
  const share = standing.challenger?.version === number ? standing.challenger.share : null;
  const older = standing.live !== null && number < standing.live;
  const endShare = () => {
    if (standing.live === null) return;
    void pointTo(flow, "live", standing.live).then(() => {
      tell(strings.versions.share.ended(number), "good");
      onChanged();
    });
  };
  return (
    <li className="versions-entry" aria-label={strings.versions.version(number)}>
      <div className="row">
        <strong>{strings.versions.version(number)}</strong>
        {isLive && <Badge kind="good">{environments.live}</Badge>}
        {share !== null && <Badge kind="accent">{words.challenges(Math.round(share * 100))}</Badge>}
        {standing.test === number && <Badge kind="warn">{environments.test}</Badge>}
      </div>
      <p className="versions-note">{note}</p>
      <p className="quiet">{words.by(by || words.nobody, when(at))}</p>
      {override && <p className="versions-override">{words.override(override)}</p>}
      <p className="row quiet">
        <Tests version={version} />
        <Link href={`/calls?flow=${encodeURIComponent(flow)}&version=${number}`}>
          {words.callCount(calls)}
        </Link>
        <Link href={`/flows/${encodeURIComponent(flow)}/replays?on=${number}`}>
          {strings.replays.linkOn(number)}
        </Link>
      </p>
      <div className="row" role="group" aria-label={words.actsOn(number)} hidden={!may}>
        {!isLive && (
          <Button kind={older ? "plain" : "primary"} onClick={() => onDo("live")}>
            {older ? words.roll : words.live}
          </Button>
        )}
        {standing.test !== number && <Button onClick={() => onDo("test")}>{words.test}</Button>}
        {share !== null && <Button onClick={endShare}>{words.endShare}</Button>}
        {!isLive && share === null && standing.live !== null && (
          <Button onClick={() => onDo("share")}>{words.challenge}</Button>
        )}
      </div>
    </li>
  );
}

function Tests({ version: { tests } }: { version: Version }) {
  const none = tests.passed + tests.failed === 0;
  return <span>{none ? words.noTests : words.passed(tests.passed, tests.failed)}</span>;
}
