import { useMemo, useState } from "react";
import { Link, useSearch } from "wouter";
import type { Draft, FlowEntry, Version } from "../api/types";
import "../calls/calls.css";
import { draftAddress } from "../calls/editDraft";
import { moment } from "../calls/format";
import { Found } from "../calls/replays/Found";
import "../calls/replays/replays.css";
import { useReplays } from "../calls/replays/useReplays";
import { WishForm } from "../calls/replays/WishForm";
import { titlesOf, useDocument } from "../calls/titles";
import { useAnswer } from "../calls/useAnswer";
import { Wrong } from "../calls/Wrong";
import { isMap } from "../doc/equal";
import { strings } from "../strings";
import { Empty } from "../ui/Badge";
import { Select } from "../ui/Field";
import { useTitle } from "./useTitle";

const text = strings.replays;

/** The latest calls of a flow, played on its draft or a version: what would have gone differently. */
export default function ReplaysPage({ flow = "" }: { flow?: string }) {
  const { replays, error, again, begin, end } = useReplays(flow);
  const [chosen, setChosen] = useState<number | null>(null);
  const address = `/api/flows/${encodeURIComponent(flow)}`;
  const entry = useAnswer<FlowEntry[]>("/api/flows").answer?.find(({ name }) => name === flow);
  const versions = useAnswer<Version[]>(`${address}/versions`).answer ?? [];
  const document = useAnswer<Draft>(draftAddress(flow)).answer?.document ?? null;
  const results = isMap(document?.["results"]) ? Object.keys(document["results"]) : [];
  const shown = replays?.find(({ id }) => id === chosen) ?? replays?.[0];
  const played = useDocument(flow, shown?.on ?? null);
  const titled = useMemo(() => titlesOf(played ?? document), [played, document]);
  const on = /^\d{1,9}$/.exec(new URLSearchParams(useSearch()).get("on") ?? "")?.[0] ?? "";
  const title = text.title(entry?.title ?? flow);
  useTitle(title);
  return (
    <div className="page calls">
      <div className="row spread">
        <h1>{title}</h1>
        <nav className="row" aria-label={title}>
          <Link href={`/flows/${encodeURIComponent(flow)}`}>{text.editor}</Link>
          <Link href={`/flows/${encodeURIComponent(flow)}/versions`}>{text.versions}</Link>
        </nav>
      </div>
      <p className="quiet">{text.intro}</p>
      <WishForm
        key={on}
        on={on}
        versions={versions}
        results={results}
        busy={replays?.some(({ state }) => state === "running") ?? true}
        onBegin={async (wish) => {
          setChosen(null);
          await begin(wish);
        }}
      />
      {error && <Wrong error={error} again={again} />}
      {replays?.length === 0 && (
        <Empty title={text.nothing}>
          <p>{text.nothingHelp}</p>
        </Empty>
      )}
      {replays && replays.length > 1 && (
        <Select
          label={text.earlier}
          value={String(shown?.id ?? "")}
          options={replays.map(({ id, calls, on, started_at, started_by }) => ({
            value: String(id),
            label: text.over(calls, on, moment(started_at), started_by),
          }))}
          onChange={(value) => setChosen(Number(value))}
        />
      )}
      {shown && <Found key={shown.id} replay={shown} titled={titled} onEnd={() => void end(shown)} />}
    </div>
  );
}
