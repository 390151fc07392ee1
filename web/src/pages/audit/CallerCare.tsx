import { useState } from "react";
import { ask, fetched } from "../../api/client";
import type { CallerReport, Counts, ErasureReport } from "../../api/audit";
import { sentence } from "../../calls/useAnswer";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { EraseDialog } from "./EraseDialog";

const words = strings.audit;

/** What is kept of one caller: shown, exported, erased. */
export function CallerCare() {
  const [number, setNumber] = useState("");
  const [found, setFound] = useState<CallerReport | null>(null);
  const [erased, setErased] = useState<ErasureReport | null>(null);
  const [wrong, setWrong] = useState("");
  const [erasing, setErasing] = useState(false);
  const look = () => {
    setWrong("");
    setErased(null);
    ask<CallerReport>("POST", "/api/callers/look", { number }).then(setFound, (why: unknown) => {
      setFound(null);
      setWrong(sentence(why));
    });
  };
  return (
    <section aria-labelledby="audit-caller">
      <h2 id="audit-caller">{words.caller}</h2>
      <p className="quiet">{words.callerHelp}</p>
      <form
        className="audit-caller"
        onSubmit={(event) => {
          event.preventDefault();
          look();
        }}
      >
        <TextField
          label={words.number}
          help={words.numberHelp}
          error={wrong || undefined}
          type="tel"
          autoComplete="off"
          value={number}
          onChange={(event) => setNumber(event.target.value)}
        />
        <Button type="submit" disabled={!number.trim()}>
          {words.look}
        </Button>
      </form>
      {found && !erased && <Found found={found} onErase={() => setErasing(true)} onWrong={setWrong} />}
      {erased && <Erased report={erased} />}
      {found && erasing && (
        <EraseDialog
          number={found.number}
          onDone={(report) => {
            setErased(report);
            setErasing(false);
          }}
          onClose={() => setErasing(false)}
        />
      )}
    </section>
  );
}

function Found({
  found,
  onErase,
  onWrong,
}: {
  found: CallerReport;
  onErase: () => void;
  onWrong: (why: string) => void;
}) {
  const empty = [found.own, found.records, found.kept].every((counts) => Object.keys(counts).length === 0);
  const take = () => {
    onWrong("");
    fetched("POST", "/api/callers/export", { number: found.number }).then(
      (file) => save(file, "caller.zip"),
      (why: unknown) => onWrong(sentence(why)),
    );
  };
  return (
    <div role="status">
      <p className="quiet">{words.looked(found.looked_for.join(", "))}</p>
      {empty && <p>{words.nothing(found.number)}</p>}
      <div className="audit-counts">
        <CountList title={words.own} counts={found.own} />
        <CountList title={words.records} counts={found.records} />
        <CountList title={words.kept} counts={found.kept} />
      </div>
      {!empty && (
        <>
          <div className="row">
            <Button onClick={take}>{words.export}</Button>
            <Button kind="danger" onClick={onErase}>
              {words.erase}
            </Button>
          </div>
          <p className="field-help">{words.exported}</p>
        </>
      )}
    </div>
  );
}

function Erased({ report }: { report: ErasureReport }) {
  return (
    <div role="status">
      <div className="audit-counts">
        <CountList title={words.erasedList} counts={report.erased} />
        <CountList title={words.leftList} counts={report.left} />
      </div>
      <p className="quiet">{words.elsewhere}</p>
    </div>
  );
}

function CountList({ title, counts }: { title: string; counts: Counts }) {
  const rows = Object.entries(counts);
  if (rows.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul>
        {rows.map(([kind, count]) => (
          <li key={kind}>
            {count.toLocaleString()} {kind}
          </li>
        ))}
      </ul>
    </div>
  );
}

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
