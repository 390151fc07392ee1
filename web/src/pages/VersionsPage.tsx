import { useCallback } from "react";
import { Link } from "wouter";
import { useMay } from "../store/me";
import { strings } from "../strings";
import { Empty } from "../ui/Badge";
import { Button } from "../ui/Button";
import { entryOf, standingOf, versionsOf } from "../versions/asking";
import { Compare } from "../versions/Compare";
import { useAsked } from "../versions/useAsked";
import { VersionList } from "../versions/VersionList";
import "../versions/versions.css";
import { useTitle } from "./useTitle";

const { page: words } = strings.versions;

/** The versions of a flow: what each brought, where it is running, and how any two differ. */
export default function VersionsPage({ flow = "" }: { flow?: string }) {
  const question = useCallback(
    () => Promise.all([versionsOf(flow), entryOf(flow), standingOf(flow)]),
    [flow],
  );
  const { answer, wrong, again } = useAsked(question);
  const may = useMay("publish");
  const [versions, entry, standing] = answer ?? [[], null, null];
  const title = entry ? `${words.title}: ${entry.title}` : words.title;
  useTitle(title);
  return (
    <div className="page versions">
      <header className="row spread">
        <div>
          <h1>{title}</h1>
        </div>
        <nav className="row" aria-label={words.title}>
          <Link href={`/flows/${encodeURIComponent(flow)}`}>{words.back}</Link>
          <Link href={`/flows/${encodeURIComponent(flow)}/report`}>{words.report}</Link>
          <Link href={`/flows/${encodeURIComponent(flow)}/replays`}>{strings.replays.link}</Link>
        </nav>
      </header>
      {wrong && (
        <p className="field-error" role="alert">
          {wrong} <Button onClick={again}>{words.retry}</Button>
        </p>
      )}
      {!may && <p className="quiet">{strings.access.noPublishing}</p>}
      {!answer && !wrong && <p role="status">{words.loading}</p>}
      {answer && versions.length === 0 && (
        <Empty title={words.none}>
          <p>{words.noneHelp}</p>
        </Empty>
      )}
      {standing && versions.length > 0 && (
        <div className="versions-columns">
          <VersionList flow={flow} versions={versions} standing={standing} onChanged={again} />
          <Compare flow={flow} versions={versions} live={standing.live} />
        </div>
      )}
    </div>
  );
}
