import { useState } from "react";
import { ask } from "../../api/client";
import type { ErasureReport } from "../../api/audit";
import { strings } from "../../strings";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { DialogForm } from "../DialogForm";
import { useDeed } from "../useDeed";

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
  const { busy, wrong, go } = useDeed(async () => {
    const body = { number, confirm, records, even_now: evenNow };
    onDone(await ask<ErasureReport>("POST", "/api/callers/erase", body));
  });
  return (
    <Dialog open onClose={onClose} title={words.eraseTitle(number)} describe={words.eraseHelp}>
      <DialogForm
        action={words.eraseAction}
        kind="danger"
        busy={busy}
        wrong={wrong}
        onSend={() => void go("")}
        onClose={onClose}
      >
        <Tick label={words.eraseRecords} value={records} onChange={setRecords} />
        <Tick label={words.eraseNow} value={evenNow} onChange={setEvenNow} />
        <TextField
          label={words.again}
          type="tel"
          autoComplete="off"
          required
          value={confirm}
          onChange={(event) => setConfirm(event.target.value)}
        />
      </DialogForm>
    </Dialog>
  );
}

interface TickProps {
  label: string;
  value: boolean;
  onChange: (value: boolean) => void;
}

function Tick({ label, value, onChange }: TickProps) {
  return (
    <label className="access-check">
      <input type="checkbox" checked={value} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
