import { useState, type SyntheticEvent } from "react";
import type { FlowEntry, PhoneNumber } from "../api/types";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Select, TextField } from "../ui/Field";
import { tell } from "../ui/Toasts";
import { saveNumber } from "./asking";
import { phoneNumber, sentenceOf } from "./words";

const { numbers: words, environments } = strings.versions;

interface Props {
  /** The number that is changed; null: a new one. */
  number: PhoneNumber | null;
  taken: readonly string[];
  flows: readonly FlowEntry[];
  onDone: () => void;
  onClose: () => void;
}

/** A number, and what its calls get. */
export function NumberForm({ number, taken, flows, onDone, onClose }: Props) {
  const [text, setText] = useState(number?.number ?? "");
  const [label, setLabel] = useState(number?.label ?? "");
  const [flow, setFlow] = useState(number?.flow ?? flows[0]?.name ?? "");
  const [environment, setEnvironment] = useState(number?.environment ?? "live");
  const [wrong, setWrong] = useState("");
  const plain = phoneNumber(text);
  const isTaken = !number && plain !== null && taken.includes(plain);
  const entry = flows.find(({ name }) => name === flow);
  const send = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (plain === null) setWrong(words.numberWrong);
    if (plain === null || isTaken) return;
    try {
      await saveNumber({ number: plain, label: label.trim(), flow, environment });
      tell(words.saved(plain), "good");
      onDone();
    } catch (error) {
      setWrong(sentenceOf(error));
    }
  };
  return (
    <Dialog open onClose={onClose} title={number ? words.change(number.number) : words.add}>
      <form className="numbers-form" onSubmit={(event) => void send(event)}>
        <TextField
          label={words.number}
          help={words.numberHelp}
          error={isTaken ? words.taken : wrong || undefined}
          type="tel"
          value={text}
          readOnly={number !== null}
          onChange={(event) => {
            setText(event.target.value);
            setWrong("");
          }}
        />
        <TextField
          label={words.label}
          help={words.labelHelp}
          value={label}
          onChange={(event) => setLabel(event.target.value)}
        />
        <Select
          label={words.flow}
          value={flow}
          options={flows.map(({ name, title }) => ({ value: name, label: title }))}
          onChange={setFlow}
        />
        <Select
          label={words.environment}
          help={entry?.[environment] === null ? words.notLive : undefined}
          value={environment}
          options={[
            { value: "live", label: environments.live },
            { value: "test", label: environments.test },
          ]}
          onChange={(value) => setEnvironment(value === "test" ? "test" : "live")}
        />
        <Button kind="primary" type="submit" disabled={!flow || isTaken}>
          {words.save}
        </Button>
      </form>
    </Dialog>
  );
}
