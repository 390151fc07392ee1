import { useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import type { FlowEntry, Version } from "../api/types";
import { CallFilters } from "../calls/CallFilters";
import { CallTable } from "../calls/CallTable";
import "../calls/calls.css";
import { filtersSet, readFilters, writeFilters } from "../calls/filters";
import { LiveCalls } from "../calls/LiveCalls";
import { NoCalls } from "../calls/NoCalls";
import { useTitles } from "../calls/titles";
import { Wrong } from "../calls/Wrong";
import { useAnswer } from "../calls/useAnswer";
import { useCalls } from "../calls/useCalls";
import { useLiveCalls } from "../calls/useLiveCalls";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { useTitle } from "./useTitle";

const { page: text } = strings.calls;

/** The calls that go on now, and all others, searched by what stands in the address. */
export default function CallsPage() {
  useTitle(text.title);
  const [, navigate] = useLocation();
  const filters = readFilters(useSearch());
  const listed = useCalls(filters);
  const live = useLiveCalls(filters.line, listed.again);
  const flows = useAnswer<FlowEntry[]>("/api/flows").answer;
  const versions = useAnswer<Version[]>(
    filters.flow ? `/api/flows/${encodeURIComponent(filters.flow)}/versions` : null,
  ).answer;
  const titles = useMemo(
    () => new Map((flows ?? []).map((flow) => [flow.name, flow.title || flow.name])),
    [flows],
  );
  const titled = useTitles(filters.step && filters.flow, filters.version);
  const untouched = filtersSet(filters) === 0;
  const nothing = !listed.asking && !listed.error && listed.calls.length === 0;
  return (
    <div className="page calls">
      <h1>{text.title}</h1>
      <LiveCalls {...live} titles={titles} />
      {nothing && untouched && live.calls.length === 0 ? (
        <NoCalls />
      ) : (
        <section aria-labelledby="calls-listed">
          <h2 id="calls-listed">{text.listed}</h2>
          <CallFilters
            filters={filters}
            flows={flows ?? []}
            versions={filters.flow ? (versions ?? []).map(({ number }) => number) : []}
            results={listed.results}
            titled={titled}
            onChange={(now) => navigate(`/calls${writeFilters(now)}`, { replace: true })}
          />
          {listed.error && <Wrong error={listed.error} again={listed.again} />}
          {listed.asking && listed.calls.length === 0 && <p className="quiet">{text.loading}</p>}
          {nothing && !untouched && (
            <p role="status">
              {text.none} {text.noneHelp}
            </p>
          )}
          {listed.calls.length > 0 && (
            <>
              <p className="quiet" role="status">
                {text.shown(listed.calls.length, listed.next !== null)}
              </p>
              <CallTable calls={listed.calls} titles={titles} busy={listed.asking} />
              {listed.next && (
                <Button disabled={listed.fetching} onClick={() => void listed.more()}>
                  {text.more}
                </Button>
              )}
            </>
          )}
        </section>
      )}
    </div>
  );
}
