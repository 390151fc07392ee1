import { Pencil } from "lucide-react";
import { useState, type SyntheticEvent } from "react";
import type { Json } from "../../doc/types";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { useConversation } from "./conversation";
import { goesOn } from "./script";
import { editable, readBack, shown, valuesAt } from "./values";

const { values: words, talk } = strings.tester;
const common = strings.common;

/** All that is known in the call, and since which turn; each value can be changed before the next one. */
export function ValuesTable() {
  const turns = useConversation((state) => state.played.turns);
  const selected = useConversation((state) => state.selected);
  const values = valuesAt(turns, selected ?? turns.length - 1);
  const mayEdit = selected === null && goesOn(turns);
  return (
    <details className="tester-part">
      <summary>{words.title(values.length)}</summary>
      {values.length === 0 && <p className="quiet">{words.none}</p>}
      {values.length > 0 && (
        <table className="list tester-values">
          <thead>
            <tr>
              <th scope="col">{words.name}</th>
              <th scope="col">{words.value}</th>
              <th scope="col">{words.since}</th>
            </tr>
          </thead>
          <tbody>
            {values.map(({ name, value, since }) => (
              <tr key={name} className={since === turns.length - 1 ? "changed" : ""}>
                <th scope="row">{name}</th>
                <td>
                  <Value name={name} value={value} mayEdit={mayEdit} />
                </td>
                <td>{talk.turn(since + 1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}

function Value({ name, value, mayEdit }: { name: string; value: Json; mayEdit: boolean }) {
  const [text, setText] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const add = useConversation((state) => state.add);
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    const read = readBack(text ?? "", value);
    setWrong(read === undefined);
    if (read === undefined) return;
    add({ set: { [name]: read } });
    setText(null);
  };
  if (text === null)
    return (
      <span className="tester-value">
        {shown(value)}
        {mayEdit && (
          <Button
            kind="quiet"
            icon={<Pencil size={14} />}
            label={words.edit(name)}
            onClick={() => setText(editable(value))}
          />
        )}
      </span>
    );
  return (
    <form onSubmit={send}>
      <input
        className="input"
        aria-label={words.newValue(name)}
        aria-invalid={wrong}
        value={text}
        autoFocus
        onChange={(event) => setText(event.target.value)}
      />
      {wrong && <p className="field-error">{words.invalid}</p>}
      <Button type="submit">{words.set}</Button>
      <Button kind="quiet" onClick={() => setText(null)}>
        {common.cancel}
      </Button>
    </form>
  );
}
