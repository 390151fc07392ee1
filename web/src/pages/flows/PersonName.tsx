import { useState, type SyntheticEvent } from "react";
import { person, setPerson } from "../../api/client";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { TextField } from "../../ui/Field";

const words = strings.flows.person;
const LONGEST = 80;

/** Who works here: asked once, in a line that may be passed over. */
export function PersonName() {
  const [name, setName] = useState(person);
  const [asking, setAsking] = useState(name === "");
  const [written, setWritten] = useState(name);
  const keep = (event: SyntheticEvent) => {
    event.preventDefault();
    const trimmed = written.trim();
    if (trimmed === "") return;
    setPerson(trimmed);
    setName(trimmed);
    setAsking(false);
  };
  if (!asking)
    return (
      <p className="flows-person quiet">
        {words.is(name)}{" "}
        <Button kind="quiet" onClick={() => setAsking(true)}>
          {words.change}
        </Button>
      </p>
    );
  return (
    <form className="flows-person" onSubmit={keep}>
      <TextField
        label={words.ask}
        value={written}
        maxLength={LONGEST}
        autoComplete="name"
        onChange={(event) => setWritten(event.target.value)}
      />
      <Button type="submit" disabled={written.trim() === ""}>
        {words.save}
      </Button>
    </form>
  );
}
