import { ArrowLeftRight } from "lucide-react";
import { useCallback, useState } from "react";
import type { Version } from "../api/types";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { Select } from "../ui/Field";
import { differences, type Side } from "./asking";
import { ChangeList } from "./ChangeList";
import { LineByLine } from "./LineByLine";
import { useAsked } from "./useAsked";

const { page: words, version, draft } = strings.versions;

const nameOf = (side: Side) => (typeof side === "number" ? version(side) : draft);
const sideOf = (text: string): Side => (text === "draft" ? "draft" : Number(text));

/** Differences between any two versions, or a version and the draft. `live`: the version that callers get. */
export function Compare({
  flow,
  versions,
  live,
}: {
  flow: string;
  versions: readonly Version[];
  live: number | null;
}) {
  const [from, setFrom] = useState<Side>(live ?? versions[0]?.number ?? "draft");
  const [to, setTo] = useState<Side>("draft");
  const question = useCallback(() => differences(flow, from, to), [flow, from, to]);
  const { answer, wrong, again } = useAsked(question);
  const options = ["draft" as const, ...versions.map(({ number }) => number)].map((side) => ({
    value: String(side),
    label: nameOf(side),
  }));
  return (
    <section className="versions-compare" aria-label={words.compare}>
      <h2>{words.compare}</h2>
      <p className="quiet">{words.compareHelp}</p>
      <div className="row">
        <Select
          label={words.from}
          value={String(from)}
          options={options}
          onChange={(value) => setFrom(sideOf(value))}
        />
        <Button
          icon={<ArrowLeftRight size={16} />}
          label={words.swap}
          onClick={() => {
            setFrom(to);
            setTo(from);
          }}
        />
        <Select
          label={words.to}
          value={String(to)}
          options={options}
          onChange={(value) => setTo(sideOf(value))}
        />
      </div>
      {wrong && (
        <p className="field-error" role="alert">
          {wrong} <Button onClick={again}>{words.retry}</Button>
        </p>
      )}
      {answer && !wrong && answer.changes.length === 0 && (
        <p>{answer.yaml.from === answer.yaml.to ? words.same : words.onlyLines}</p>
      )}
      {answer && !wrong && answer.changes.length > 0 && (
        <>
          <h3>{words.words}</h3>
          <ChangeList changes={answer.changes} />
        </>
      )}
      {answer && !wrong && answer.yaml.from !== answer.yaml.to && (
        <>
          <h3>{words.lines}</h3>
          <LineByLine from={answer.yaml.from} to={answer.yaml.to} names={[nameOf(from), nameOf(to)]} />
        </>
      )}
    </section>
  );
}
