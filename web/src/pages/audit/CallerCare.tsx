import { useState } from "react";
import { ask, fetched } from "../../api/client";
import type { CallerReport, ErasureReport } from "../../api/audit";
import { count } from "../../calls/format";
import { Wrong } from "../../calls/Wrong";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { useDeed } from "../useDeed";
import { EraseDialog } from "./EraseDialog";

const words = strings.audit;
const SHORTEST_NUMBER = 3;
/** The button that asked for it is gone. */
const focus = (told: HTMLElement | null) => told?.focus();

/** What is kept of one caller: shown, exported, erased. */
export function CallerCare() {
  const [number, setNumber] = useState("");
  const [found, setFound] = useState<CallerReport | null>(null);
  const [erased, setErased] = useState<ErasureReport | null>(null);
  const [erasing, setErasing] = useState(false);
  const { busy, wrong, go } = useDeed(async () => {
    setFound(null);
    setErased(null);
    setFound(await ask<CallerReport>("POST", "/api/callers/look", { number }));
  });
  return (
    <section aria-labelledby="audit-caller">
      <h2 id="audit-caller">{words.caller}</h2>
      <p className="quiet">{words.callerHelp}</p>
      <form
        className="audit-caller"
        onSubmit={(event) => {
          event.preventDefault();
          void go("");
        }}
      >
        <TextField
          label={words.number}
          help={words.numberHelp}
          type="tel"
          autoComplete="off"
          required
          minLength={SHORTEST_NUMBER}
          value={number}
          onChange={(event) => setNumber(event.target.value)}
        />
        <Button type="submit" why={busy ? strings.common.busy : undefined}>
          {words.look}
        </Button>
      </form>
      {wrong && <Wrong error={wrong} />}
      {erased ? (
        <Erased report={erased} />
      ) : (
        found && <Found found={found} onErase={() => setErasing(true)} />
      )}
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

function Found({ found, onErase }: { found: CallerReport; onErase: () => void }) {
  const empty = [found.own, found.records, found.kept].every((counts) => Object.keys(counts).length === 0);
  const { busy, wrong, go } = useDeed(async () =>
    save(await fetched("POST", "/api/callers/export", { number: found.number }), "caller.zip"),
  );
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
            <Button why={busy ? strings.common.busy : undefined} onClick={() => void go("")}>
              {words.export}
            </Button>
            <Button kind="danger" onClick={onErase}>
              {words.erase}
            </Button>
          </div>
          <p className="field-help">{words.exported}</p>
          {wrong && <Wrong error={wrong} />}
        </>
      )}
    </div>
  );
}

function Erased({ report }: { report: ErasureReport }) {
  return (
    <div role="status" ref={focus} tabIndex={-1}>
      <div className="audit-counts">
        <CountList title={words.erasedList} counts={report.erased} />
        <CountList title={words.leftList} counts={report.left} />
      </div>
      <p className="quiet">{words.elsewhere}</p>
    </div>
  );
}

function CountList({ title, counts }: { title: string; counts: Record<string, number> }) {
  const rows = Object.entries(counts);
  if (rows.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul>
        {rows.map(([kind, many]) => (
          <li key={kind}>
            {count(many)} {kind}
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
