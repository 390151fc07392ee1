import { lazy, Suspense, useMemo, useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import type { Draft, FlowDoc, FlowEntry, Report, Version } from "../api/types";
import { colours, worth } from "../calls/colours";
import { CostChart } from "../calls/CostChart";
import { DayChart } from "../calls/DayChart";
import "../calls/calls.css";
import { draftAddress } from "../calls/editDraft";
import { count, share } from "../calls/format";
import {
  callsBehind,
  readReport,
  reportQuery,
  writeReport,
  type ReportFilters,
} from "../calls/reportAddress";
import { ReportForm } from "../calls/ReportFilters";
import { resultsInOrder, stepRows } from "../calls/report";
import { Results } from "../calls/Results";
import { StepTable } from "../calls/StepTable";
import { stepMarks, waysTaken } from "../calls/traffic";
import { Told as Titles } from "../calls/titles";
import { Unmatched } from "../calls/Unmatched";
import { useAnswer } from "../calls/useAnswer";
import { Wrong } from "../calls/Wrong";
import { strings } from "../strings";
import { Empty } from "../ui/Badge";
import { useTitle } from "./useTitle";

const FlowPicture = lazy(() => import("../calls/FlowPicture"));
const { report: text } = strings.calls;

/** What the calls of a flow came to, on the flow itself. */
export default function ReportPage({ flow = "" }: { flow?: string }) {
  const [, navigate] = useLocation();
  const [now] = useState(() => new Date());
  const filters = readReport(useSearch(), now);
  const address = `/api/flows/${encodeURIComponent(flow)}`;
  const {
    answer: report,
    error,
    again,
    asking,
  } = useAnswer<Report>(`${address}/report?${reportQuery(filters)}`);
  const entry = useAnswer<FlowEntry[]>("/api/flows").answer?.find(({ name }) => name === flow);
  const versions = useAnswer<Version[]>(`${address}/versions`).answer;
  const draft = useAnswer<Draft>(draftAddress(flow)).answer?.document ?? null;
  const shown = filters.version || String(entry?.live ?? "");
  const version = useAnswer<Version & { document: FlowDoc }>(
    shown ? `${address}/versions/${shown}` : null,
  ).answer;
  const document = version?.document ?? draft;
  const title = text.title(entry?.title ?? flow);
  useTitle(title);
  return (
    <div className="page calls">
      <div className="row spread">
        <h1>{title}</h1>
        <nav className="row" aria-label={title}>
          <Link href={`/flows/${encodeURIComponent(flow)}`}>{text.editor}</Link>
          <Link href={`/flows/${encodeURIComponent(flow)}/replays`}>{strings.replays.link}</Link>
        </nav>
      </div>
      <ReportForm
        filters={filters}
        versions={versions ?? []}
        onChange={(next) =>
          navigate(`/flows/${encodeURIComponent(flow)}/report${writeReport(next)}`, { replace: true })
        }
      />
      {error && <Wrong error={error} again={again} />}
      {!report && asking && <p role="status">{strings.common.loading}</p>}
      {report && report.calls === 0 && (
        <Empty title={text.none}>
          <p>{text.noneHelp}</p>
        </Empty>
      )}
      {report && report.calls > 0 && (
        <Titles value={document}>
          <Told report={report} flow={flow} filters={filters} document={document} draft={draft} />
        </Titles>
      )}
    </div>
  );
}

function Told({
  report,
  flow,
  filters,
  document,
  draft,
}: {
  report: Report;
  flow: string;
  filters: ReportFilters;
  document: FlowDoc | null;
  draft: FlowDoc | null;
}) {
  const inked = useMemo(
    () => colours(resultsInOrder(report), worth(document?.["results"])),
    [report, document],
  );
  const rows = useMemo(() => stepRows(report, report.compared, document), [report, document]);
  const marks = useMemo(() => stepMarks(report), [report]);
  const counts = useMemo(() => waysTaken(report), [report]);
  const behind = (more: Parameters<typeof callsBehind>[2]) => callsBehind(flow, filters, more);
  return (
    <>
      <dl className="calls-facts">
        <div>
          <dt>{text.inAll}</dt>
          <dd className="calls-big">
            <Link href={behind({})}>{count(report.calls)}</Link>
          </dd>
        </div>
        <div>
          <dt>{text.succeeded}</dt>
          <dd className="calls-big">{share(report.verdict.success, report.calls)}</dd>
        </div>
      </dl>
      <div className="calls-halves">
        <Results
          figures={report}
          compared={report.compared}
          colours={inked}
          linkTo={(result) => behind({ result })}
        />
        <DayChart figures={report} colours={inked} linkTo={(day) => behind({ from: day, until: day })} />
      </div>
      <CostChart figures={report} linkTo={(day) => behind({ from: day, until: day })} />
      {document && (
        <section aria-labelledby="report-picture">
          <h2 id="report-picture">{text.picture}</h2>
          <p className="quiet">{text.pictureHelp}</p>
          <Suspense fallback={<p role="status">{strings.common.loading}</p>}>
            <FlowPicture
              document={document}
              marks={marks}
              counts={counts}
              linkTo={(step) => behind({ step })}
            />
          </Suspense>
        </section>
      )}
      <StepTable rows={rows} flow={flow} comparing={report.compared !== null} linkTo={behind} />
      <Unmatched phrases={report.unmatched} flow={flow} draft={draft} />
    </>
  );
}
