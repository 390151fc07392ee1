import { Archive, ChartColumn, CircleCheck, GitBranch, OctagonAlert, Phone } from "lucide-react";
import { Link } from "wouter";
import type { FlowEntry } from "../../api/types";
import { useMay } from "../../store/me";
import { strings } from "../../strings";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { ago } from "../ago";

const words = strings.flows;

/** A flow in the list: what it is, what is live, what is not published, what is wrong, how many call it. */
export function FlowCard({ flow, onArchive }: { flow: FlowEntry; onArchive: (flow: FlowEntry) => void }) {
  const { name, title, about, draft } = flow;
  const may = useMay("publish");
  return (
    <li className="flows-card">
      <div className="flows-what">
        <h2>
          <Link href={`/flows/${name}`}>{title || name}</Link>
        </h2>
        {about && <p>{about}</p>}
        <p className="quiet">
          {words.steps(flow.steps)} · {flow.languages.map(strings.common.language).join(", ")}
        </p>
      </div>
      <div className="flows-state">
        <p className="row">
          <Published flow={flow} />
          {draft.changed && flow.latest !== null && <Badge kind="warn">{words.changed}</Badge>}
          {flow.errors > 0 && (
            <Badge kind="bad">
              <OctagonAlert size={12} aria-hidden="true" /> {words.problems(flow.errors)}
            </Badge>
          )}
        </p>
        {draft.updated_at && (
          <p className="quiet">{words.edited(words.by(draft.updated_by, ago(draft.updated_at)))}</p>
        )}
        <p className="quiet">
          <Phone size={14} aria-hidden="true" /> {words.callsToday(flow.calls_today)}
        </p>
      </div>
      <div className="flows-links" role="group" aria-label={words.linksOf(title)}>
        <Link href={`/flows/${name}/versions`}>
          <GitBranch size={14} aria-hidden="true" /> {words.versions}
        </Link>
        <Link href={`/flows/${name}/report`}>
          <ChartColumn size={14} aria-hidden="true" /> {words.report}
        </Link>
        {may && (
          <Button
            kind="quiet"
            icon={<Archive size={14} />}
            label={words.archiveTitle(title)}
            onClick={() => onArchive(flow)}
          />
        )}
      </div>
    </li>
  );
}

function Published({ flow }: { flow: FlowEntry }) {
  if (flow.live !== null)
    return (
      <Badge kind="good">
        <CircleCheck size={12} aria-hidden="true" /> {words.live(flow.live)}
      </Badge>
    );
  if (flow.test !== null) return <Badge kind="accent">{words.test(flow.test)}</Badge>;
  return <Badge>{words.never}</Badge>;
}
