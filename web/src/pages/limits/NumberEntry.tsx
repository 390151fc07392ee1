import { useState } from "react";
import type { NumberRule, NumberRuleChange } from "../../api/limits";
import { ask } from "../../api/client";
import { useMay } from "../../store/me";
import { strings } from "../../strings";
import { Dialog } from "../../ui/Dialog";
import { Select, TextField } from "../../ui/Field";
import { DialogForm } from "../DialogForm";
import { useDeed } from "../useDeed";
import { endOfDay, lastDay } from "./reckoning";

const { form: words, listed } = strings.limits;
const LONGEST_REASON = 200;
const WAYS = {
  block: { rule: "block", how: "sentence" },
  reject: { rule: "block", how: "reject" },
  allow: { rule: "allow", how: "sentence" },
} as const;
type Way = keyof typeof WAYS;
const OPTIONS = (["block", "reject", "allow"] as const).map((value) => ({ value, label: words[value] }));

interface Props {
  /** Empty: it is asked. */
  number: string;
  rules: readonly NumberRule[];
  onDone: () => void;
  onClose: () => void;
}

/** Blocks a number, or lets it in. */
export function NumberEntry({ number, rules, onDone, onClose }: Props) {
  const entryOf = (pattern: string) => rules.find((rule) => rule.pattern === pattern);
  const known = entryOf(number);
  const mayAllow = useMay("administer");
  const [typed, setTyped] = useState(number);
  const [way, setWay] = useState<Way>(wayOf(known));
  const [reason, setReason] = useState(known?.reason ?? "");
  const [until, setUntil] = useState(lastDay(known?.until ?? null));
  const { busy, wrong, go } = useDeed(() => {
    const change: NumberRuleChange = { ...WAYS[way], reason, until: endOfDay(until) };
    return ask<NumberRule>("PUT", `/api/limits/numbers/${encodeURIComponent(typed.trim())}`, change);
  });
  const send = async () => {
    if (!(await go(listed(typed.trim())))) return;
    onDone();
    onClose();
  };
  return (
    <Dialog open title={known ? words.change(number) : words.add} onClose={onClose}>
      <DialogForm action={words.save} busy={busy} wrong={wrong} onSend={() => void send()} onClose={onClose}>
        <TextField
          label={words.number}
          help={!known && entryOf(typed.trim()) ? words.replaced : words.numberHelp}
          required
          autoComplete="off"
          spellCheck={false}
          readOnly={number !== ""}
          autoFocus={number === ""}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Select
          label={words.rule}
          help={mayAllow ? undefined : words.allowNeeds}
          value={way}
          options={OPTIONS.filter(({ value }) => mayAllow || value !== "allow" || way === "allow")}
          onChange={(value) => setWay(OPTIONS.find((each) => each.value === value)?.value ?? "block")}
        />
        <TextField
          label={words.reason}
          help={words.reasonHelp}
          autoComplete="off"
          maxLength={LONGEST_REASON}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <TextField
          label={words.until}
          help={words.untilHelp}
          type="date"
          value={until}
          onChange={(event) => setUntil(event.target.value)}
        />
      </DialogForm>
    </Dialog>
  );
}

function wayOf(known: NumberRule | undefined): Way {
  if (known?.rule === "allow") return "allow";
  return known?.how === "reject" ? "reject" : "block";
}
