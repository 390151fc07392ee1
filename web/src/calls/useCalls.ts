import { useCallback, useEffect, useState } from "react";
import { ask } from "../api/client";
import { callsQuery, type Filters } from "./filters";
import { isUnfinished, NOTHING_LISTED, withFirst, withMore, type Listed, type Page } from "./listing";
import { sentence } from "./useAnswer";

const PAGE = 50;
const COUNTING_MS = 2_500;

/** The calls that fit, page by page; `again` looks for new ones. */
export function useCalls(filters: Filters) {
  const [times, setTimes] = useState(0);
  const [listed, setListed] = useState<Listed>(NOTHING_LISTED);
  const [fetching, setFetching] = useState(false);
  const query = callsQuery(filters, null, PAGE);
  useEffect(() => {
    const leaving = new AbortController();
    ask<Page>("GET", `/api/calls?${query}`, undefined, leaving.signal).then(
      (page) => setListed((before) => withFirst(before, query, page)),
      (error: unknown) => {
        if (!leaving.signal.aborted) setListed((before) => ({ ...before, query, error: sentence(error) }));
      },
    );
    return () => leaving.abort();
  }, [query, times]);
  const again = useCallback(() => setTimes((before) => before + 1), []);
  useEffect(() => {
    if (!isUnfinished(listed.calls, new Date())) return;
    const timer = setTimeout(again, COUNTING_MS);
    return () => clearTimeout(timer);
  }, [listed.calls, again]);

  const more = async () => {
    if (!listed.next || fetching) return;
    setFetching(true);
    try {
      const page = await ask<Page>("GET", `/api/calls?${callsQuery(filters, listed.next, PAGE)}`);
      setListed((before) => (before.query === query ? withMore(before, page) : before));
    } catch (error) {
      setListed((before) => ({ ...before, error: sentence(error) }));
    } finally {
      setFetching(false);
    }
  };
  return { ...listed, asking: listed.query !== query, fetching, more, again };
}
