import { Grid3x3, PhoneOff, Send, VolumeX, Zap } from "lucide-react";
import { useId, useState, type SyntheticEvent } from "react";
import type { Line } from "../../api/types";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { useConversation } from "./conversation";
import { goesOn } from "./script";

const { talk } = strings.tester;

type Extra = "keys" | "event" | null;

/** What the caller, or the world, does next. */
export function SayBar() {
  const turns = useConversation((state) => state.played.turns);
  const add = useConversation((state) => state.add);
  const last = turns.at(-1);
  if (!last) return null;
  if (!goesOn(turns)) return <AfterTheCall transferred={!!last.transfer} add={add} />;
  return <Speak hints={last.expects?.hints ?? []} add={add} />;
}

interface Adds {
  add: (line: Line) => void;
}

function Speak({ hints, add }: Adds & { hints: readonly string[] }) {
  const suggestions = useId();
  const [text, setText] = useState("");
  const [extra, setExtra] = useState<Extra>(null);
  const toggle = (which: Extra) => setExtra(extra === which ? null : which);
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!text.trim()) return;
    add({ caller: text.trim() });
    setText("");
  };
  return (
    <div className="tester-say">
      <datalist id={suggestions}>
        {hints.map((hint) => (
          <option key={hint} value={hint} />
        ))}
      </datalist>
      <form className="row" onSubmit={send}>
        <input
          className="input"
          aria-label={talk.say}
          placeholder={talk.sayHint}
          list={suggestions}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button kind="primary" type="submit" icon={<Send size={16} />} label={talk.send} />
      </form>
      <div className="row" role="group" aria-label={talk.more}>
        <Button icon={<VolumeX size={16} />} onClick={() => add({ silence: true })}>
          {talk.silence}
        </Button>
        <Button icon={<Grid3x3 size={16} />} aria-expanded={extra === "keys"} onClick={() => toggle("keys")}>
          {talk.keypad}
        </Button>
        <Button icon={<Zap size={16} />} aria-expanded={extra === "event"} onClick={() => toggle("event")}>
          {talk.event}
        </Button>
        <Button icon={<PhoneOff size={16} />} onClick={() => add({ hangup: true })}>
          {talk.hangUp}
        </Button>
      </div>
      {extra === "keys" && <Keys add={add} />}
      {extra === "event" && <Happens add={add} />}
    </div>
  );
}

function Keys({ add }: Adds) {
  const [keys, setKeys] = useState("");
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    if (keys) add({ press: keys });
    setKeys("");
  };
  return (
    <form className="tester-extra" onSubmit={send}>
      <TextField
        label={talk.keys}
        help={talk.keysHelp}
        inputMode="tel"
        value={keys}
        onChange={(event) => setKeys(event.target.value.replace(/[^0-9*#]/g, ""))}
      />
      <Button type="submit">{talk.press}</Button>
    </form>
  );
}

function Happens({ add }: Adds) {
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    if (name) add(value ? { event: name, value } : { event: name });
  };
  return (
    <form className="tester-extra" onSubmit={send}>
      <TextField
        label={talk.eventName}
        help={talk.eventHelp}
        value={name}
        onChange={(event) => setName(event.target.value.toLowerCase().replace(/[^a-z0-9_]/g, ""))}
      />
      <TextField label={talk.eventValue} value={value} onChange={(event) => setValue(event.target.value)} />
      <Button type="submit">{talk.eventSend}</Button>
    </form>
  );
}

function AfterTheCall({ transferred, add }: Adds & { transferred: boolean }) {
  const [seconds, setSeconds] = useState("20");
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    add({ ring_back: Math.max(0, Number(seconds) || 0) });
  };
  return (
    <form className="tester-say tester-extra" onSubmit={send}>
      {transferred && <Button onClick={() => add({ not_taken: true })}>{talk.notTaken}</Button>}
      <TextField
        label={talk.ringBackAfter}
        type="number"
        min={0}
        value={seconds}
        onChange={(event) => setSeconds(event.target.value)}
      />
      <Button type="submit">{talk.ringBack}</Button>
    </form>
  );
}
