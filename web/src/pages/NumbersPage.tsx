import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { ask } from "../api/client";
import type { FlowEntry, PhoneNumber } from "../api/types";
import { useMay, useWhyNot } from "../store/me";
import { strings } from "../strings";
import { Badge } from "../ui/Badge";
import { Button } from "../ui/Button";
import { tell } from "../ui/Toasts";
import { otherCalls, numbers as ourNumbers, removeNumber } from "../versions/asking";
import { Confirm } from "../versions/Confirm";
import { NumberForm } from "../versions/NumberForm";
import { useAsked } from "../versions/useAsked";
import "../versions/versions.css";
import { useTitle } from "./useTitle";

const { numbers: words, environments } = strings.versions;

type Doing = { do: "add" } | { do: "change" | "remove"; number: PhoneNumber } | null;

const question = () => Promise.all([ourNumbers(), ask<FlowEntry[]>("GET", "/api/flows"), otherCalls()]);

/** Our phone numbers: which flow answers each, and in which environment. */
export default function NumbersPage() {
  useTitle(words.title);
  const { answer, wrong, again } = useAsked(question);
  const [doing, setDoing] = useState<Doing>(null);
  const [numbers, flows, others] = answer ?? [[], [], ""];
  const otherTitle = flows.find(({ name }) => name === others)?.title ?? others;
  const why = useWhyNot("publish");
  const close = () => setDoing(null);
  const done = () => {
    close();
    again();
  };
  return (
    <div className="page">
      <header className="row spread">
        <h1>{words.title}</h1>
        <Button
          kind="primary"
          icon={<Plus size={16} />}
          why={why}
          disabled={flows.length === 0}
          onClick={() => setDoing({ do: "add" })}
        >
          {words.add}
        </Button>
      </header>
      <p className="quiet">{words.intro}</p>
      {wrong && (
        <p className="field-error" role="alert">
          {wrong} <Button onClick={again}>{words.retry}</Button>
        </p>
      )}
      {!answer && !wrong && <p role="status">{strings.common.loading}</p>}
      {answer && <Table numbers={numbers} flows={flows} others={otherTitle} onDo={setDoing} />}
      {(doing?.do === "add" || doing?.do === "change") && (
        <NumberForm
          number={doing.do === "change" ? doing.number : null}
          taken={numbers.map(({ number }) => number)}
          flows={flows}
          onDone={done}
          onClose={close}
        />
      )}
      {doing?.do === "remove" && (
        <Confirm
          title={words.confirm(doing.number.number)}
          describe={words.confirmHelp(otherTitle)}
          run={() => removeNumber(doing.number.number)}
          onDone={() => {
            tell(words.removed(doing.number.number), "good");
            done();
          }}
          onClose={close}
        />
      )}
    </div>
  );
}

interface TableProps {
  numbers: readonly PhoneNumber[];
  flows: readonly FlowEntry[];
  /** The title of the flow that answers all other numbers. */
  others: string;
  onDo: (doing: Doing) => void;
}

function Table({ numbers, flows, others, onDo }: TableProps) {
  return (
    <>
      {numbers.length === 0 && <p>{words.none}</p>}
      <div className="numbers-table">
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{words.number}</th>
              <th scope="col">{words.label}</th>
              <th scope="col">{words.flow}</th>
              <th scope="col">{words.environment}</th>
              <th scope="col">{words.act}</th>
            </tr>
          </thead>
          <tbody>
            {numbers.map((number) => (
              <NumberRow key={number.number} number={number} flows={flows} onDo={onDo} />
            ))}
            <tr>
              <td>{words.others}</td>
              <td colSpan={4}>{words.othersHelp(others)}</td>
            </tr>
          </tbody>
        </table>
      </div>
    </>
  );
}

function NumberRow({
  number,
  flows,
  onDo,
}: {
  number: PhoneNumber;
  flows: readonly FlowEntry[];
  onDo: (doing: Doing) => void;
}) {
  const may = useMay("publish");
  const entry = flows.find(({ name }) => name === number.flow);
  return (
    <tr>
      <td>{number.number}</td>
      <td>{number.label}</td>
      <td>
        <Link href={`/flows/${encodeURIComponent(number.flow)}`}>{entry?.title ?? number.flow}</Link>
      </td>
      <td>
        <Badge kind={number.environment === "live" ? "good" : "warn"}>
          {environments[number.environment]}
        </Badge>
        {entry?.[number.environment] === null && <p className="field-error">{words.notLive}</p>}
      </td>
      <td>
        <div className="row" hidden={!may}>
          <Button
            icon={<Pencil size={16} />}
            label={words.change(number.number)}
            onClick={() => onDo({ do: "change", number })}
          />
          <Button
            icon={<Trash2 size={16} />}
            label={words.remove(number.number)}
            onClick={() => onDo({ do: "remove", number })}
          />
        </div>
      </td>
    </tr>
  );
}
