import { useState, type SyntheticEvent } from "react";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";
import { tell } from "../ui/Toasts";
import { pointTo } from "./asking";
import { percentOf, sentenceOf } from "./words";

const { share: words } = strings.versions;

interface Props {
  flow: string;
  /** What callers get now. */
  live: number;
  challenger: number;
  onDone: () => void;
  onClose: () => void;
}

/** Let another version take a share of the live calls. */
export function ShareDialog({ flow, live, challenger, onDone, onClose }: Props) {
  const [text, setText] = useState("10");
  const [wrong, setWrong] = useState("");
  const percent = percentOf(text);
  const send = async (event: SyntheticEvent) => {
    event.preventDefault();
    if (percent === null) return;
    try {
      await pointTo(flow, "live", live, { version: challenger, share: percent / 100 });
      tell(words.done(challenger, percent), "good");
      onDone();
    } catch (error) {
      setWrong(sentenceOf(error));
    }
  };
  return (
    <Dialog open onClose={onClose} title={words.title(challenger)} describe={words.describe}>
      <form onSubmit={(event) => void send(event)}>
        <TextField
          label={words.percent}
          help={words.help}
          error={percent === null ? words.wrong : wrong || undefined}
          type="number"
          min={1}
          max={50}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button kind="primary" type="submit" disabled={percent === null}>
          {words.send}
        </Button>
      </form>
    </Dialog>
  );
}
