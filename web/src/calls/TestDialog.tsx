import { useState } from "react";
import { useLocation } from "wouter";
import type { CallPage } from "../api/types";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { TextField } from "../ui/Field";
import { tell } from "../ui/Toasts";
import { rangAt, withTest } from "./asTest";
import { changeDraft } from "./editDraft";
import { moment, words } from "./format";
import { sentence } from "./useAnswer";
import { useTest, type Tried } from "./useTest";
import { Wrong } from "./Wrong";
import { yaml } from "./yaml";

const { test: text } = strings.calls;

/** A call made into a test, to be read, copied, or added to the draft. */
export function TestDialog({ page, onClose }: { page: CallPage; onClose: () => void }) {
  const [, navigate] = useLocation();
  const { started_at, result, flow } = page;
  const first = text.defaultName(result ? words(result) : text.noResult, moment(started_at));
  const [name, setName] = useState(first);
  const now = rangAt(page);
  const { made, error } = useTest(page, first, now);
  const [adding, setAdding] = useState(false);
  const [refused, setRefused] = useState("");
  const written = made ? yaml([{ ...made.test, name }]) : "";

  const add = async (test: Tried["test"]) => {
    setAdding(true);
    setRefused("");
    try {
      await changeDraft(flow, text.label(name), (document) => withTest(document, { ...test, name }));
      tell(text.added(name), "good", {
        label: text.view,
        run: () => navigate(`/flows/${encodeURIComponent(flow)}`),
      });
      onClose();
    } catch (why) {
      setRefused(sentence(why));
      setAdding(false);
    }
  };
  const copy = async () => {
    await navigator.clipboard.writeText(written);
    tell(text.copied, "good");
  };

  return (
    <Dialog open onClose={onClose} title={text.title} describe={text.describe} wide>
      <TextField label={text.name} value={name} onChange={(event) => setName(event.target.value)} />
      {error && <Wrong error={error} />}
      {!made && !error && <p role="status">{text.asking}</p>}
      {made && (
        <>
          <Told made={made} result={result} />
          <pre className="calls-text" tabIndex={0} aria-label={text.text}>
            {written}
          </pre>
        </>
      )}
      {refused && <Wrong error={refused} />}
      <p className="row">
        <Button
          kind="primary"
          disabled={!made || adding || !name.trim()}
          onClick={() => made && void add(made.test)}
        >
          {adding ? text.adding : text.add}
        </Button>
        <Button disabled={!made} onClick={() => void copy()}>
          {text.copy}
        </Button>
      </p>
    </Dialog>
  );
}

function Told({ made, result }: { made: Tried; result: string | null }) {
  const kinds = made.replaced.map((kind) => text.kinds[kind]).join(", ");
  return (
    <ul>
      <li>{kinds ? text.replaced(kinds) : text.nothingReplaced}</li>
      {made.unknown.length > 0 && <li>{text.unknown(made.unknown.map(words).join(", "))}</li>}
      <li>
        {made.ends === result
          ? text.agrees
          : text.disagrees(made.ends === null ? text.open : words(made.ends))}
      </li>
    </ul>
  );
}
