import { useId, useState, type SyntheticEvent } from "react";
import { useDocument } from "../../store/document";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { tell } from "../../ui/Toasts";
import { testNames, withTest } from "./caseOf";
import { useConversation } from "./conversation";

const { save: words } = strings.tester;

/** Give the conversation a name, and it is a test of the flow. */
export function SaveTest({ onClose }: { onClose: () => void }) {
  const from = useConversation((state) => state.from);
  const help = useId();
  const [name, setName] = useState(from);
  const [sentences, setSentences] = useState(false);
  const played = useConversation((state) => state.played);
  const stale = useConversation((state) => state.asking || state.refusal !== null);
  const taken = useDocument((state) => !!state.document && testNames(state.document).includes(name.trim()));
  const save = (event: SyntheticEvent) => {
    event.preventDefault();
    const title = name.trim();
    if (!title || stale || !played.asTest) return;
    const test = played.asTest;
    useDocument.getState().edit(words.edit(title), (document) => withTest(document, test, title, sentences));
    tell(words.saved(title), "good");
    onClose();
  };
  return (
    <Dialog open onClose={onClose} title={words.title} describe={words.describe}>
      <form onSubmit={save}>
        <TextField
          label={words.name}
          help={taken ? words.taken : words.nameHelp}
          value={name}
          autoFocus
          onChange={(event) => setName(event.target.value)}
        />
        <label className="tester-check">
          <input
            type="checkbox"
            checked={sentences}
            aria-describedby={help}
            onChange={(event) => setSentences(event.target.checked)}
          />
          {words.sentences}
        </label>
        <p id={help} className="field-help tester-help">
          {words.sentencesHelp}
        </p>
        {stale && <p className="field-error">{words.stale}</p>}
        <Button kind="primary" type="submit" disabled={!name.trim() || stale}>
          {taken ? words.replace : words.save}
        </Button>
      </form>
    </Dialog>
  );
}
