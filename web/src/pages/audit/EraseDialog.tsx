import { useState } from "react";
import { ask } from "../../api/client";
import type { ErasureReport } from "../../api/audit";
import { sentence } from "../../calls/useAnswer";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";

const words = strings.audit;

interface Props {
  number: string;
  onDone: (report: ErasureReport) => void;
  onClose: () => void;
}

/** Asks for the number once more before everything of it goes. */
export function EraseDialog({ number, onDone, onClose }: Props) {
  const [confirm, setConfirm] = useState("");
  const [records, setRecords] = useState(false);
  const [evenNow, setEvenNow] = useState(false);
  const [running, setRunning] = useState(false);
  const [wrong, setWrong] = useState("");
  const erase = () => {
    setRunning(true);
    setWrong("");
    ask<ErasureReport>("POST", "/api/callers/erase", { number, confirm, records, even_now: evenNow }).then(
      onDone,
      (why: unknown) => {
        setWrong(sentence(why));
        setRunning(false);
      },
    );
  };
  return (
    <Dialog open onClose={onClose} title={words.eraseTitle(number)} describe={words.eraseHelp}>
      <Tick label={words.eraseRecords} value={records} onChange={setRecords} />
      <Tick label={words.eraseNow} value={evenNow} onChange={setEvenNow} />
      <TextField
        label={words.again}
        type="tel"
        autoComplete="off"
        value={confirm}
        error={wrong || undefined}
        onChange={(event) => setConfirm(event.target.value)}
      />
      <div className="row">
        <Button kind="danger" disabled={running || !confirm.trim()} onClick={erase}>
          {words.eraseAction}
        </Button>
        <Button onClick={onClose}>{strings.common.cancel}</Button>
      </div>
    </Dialog>
  );
}

function Tick({
  label,
  value,
  onChange,
}: {
  label: string;
  value: boolean;
  onChange: (value: boolean) => void;
}) {
  return (
    <p>
      <label>
        <input type="checkbox" checked={value} onChange={(event) => onChange(event.target.checked)} /> {label}
      </label>
    </p>
  );
}
