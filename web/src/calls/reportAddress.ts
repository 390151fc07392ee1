/** What a report is asked, as its page's address has it. */

import { lastDays, setMoments, writeFilters, type Filters } from "./filters";

export interface ReportFilters {
  from: string;
  until: string;
  version: string;
  compare: string;
}

const USUAL_DAYS = 30;

/** From the address; without days, the last thirty. */
export function readReport(search: string, now: Date): ReportFilters {
  const asked = new URLSearchParams(search);
  const usual = lastDays(USUAL_DAYS, now);
  return {
    from: asked.get("from") ?? usual.from,
    until: asked.get("until") ?? usual.until,
    version: asked.get("version") ?? "",
    compare: asked.get("compare") ?? "",
  };
}

export function writeReport(filters: ReportFilters): string {
  const asked = new URLSearchParams();
  for (const name of ["from", "until", "version", "compare"] as const)
    if (filters[name]) asked.set(name, filters[name]);
  return `?${asked.toString()}`;
}

/** What the service is asked. */
export function reportQuery({ from, until, version, compare }: ReportFilters): string {
  const asked = new URLSearchParams();
  setMoments(asked, from, until);
  if (version) asked.set("version", version);
  if (compare && compare !== version) asked.set("compare", compare);
  return asked.toString();
}

/** The calls behind a number of this report. */
export function callsBehind(
  flow: string,
  { from, until, version }: ReportFilters,
  more: Partial<Filters>,
): string {
  return `/calls${writeFilters({ flow, from, until, version, ...more })}`;
}
