import { useState } from "react";
import { useDocument } from "../../store/document";
import { useSpecs } from "../../store/specs";
import { strings } from "../../strings";
import { Select, TextArea } from "../../ui/Field";
import { useConversation } from "./conversation";
import { actionsOf, isReadable, lastAnswer, type FlowAction, type Mock } from "./mocks";

const { mocks: words } = strings.tester;
const OUTCOME = "outcome:";

/** What each action of the flow answers while it is tried. */
export function MockForm() {
  const document = useDocument((state) => state.document);
  const specs = useSpecs((state) => state.actions);
  const mocks = useConversation((state) => state.mocks);
  const [open, setOpen] = useState(false);
  const answering = useConversation((state) => state.answering);
  const [seen, setSeen] = useState("");
  if (answering !== seen) {
    setSeen(answering);
    if (answering) setOpen(true);
  }
  const actions = document ? actionsOf(document, specs) : [];
  const set = actions.filter(({ name }) => (mocks[name]?.kind ?? "example") !== "example").length;
  return (
    <details className="tester-part" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {words.title}
        {set > 0 && ` (${words.chosen(set)})`}
      </summary>
      <p className="quiet">{actions.length === 0 ? words.none : words.real}</p>
      {actions.map((action) => (
        <ActionMock
          key={action.name}
          action={action}
          mock={mocks[action.name] ?? { kind: "example" }}
          focused={action.name === answering}
        />
      ))}
    </details>
  );
}

interface Props {
  action: FlowAction;
  mock: Mock;
  /** Its answer is to be written now. */
  focused: boolean;
}

function ActionMock({ action, mock, focused }: Props) {
  const setMock = useConversation((state) => state.setMock);
  const turns = useConversation((state) => state.played.turns);
  const choose = (value: string) => setMock(action.name, chosen(value, lastAnswer(turns, action.name)));
  return (
    <div className="tester-mock">
      <Select
        label={words.kind(action.name)}
        help={action.summary}
        value={mock.kind === "outcome" ? OUTCOME + mock.outcome : mock.kind}
        options={choices(action, mock)}
        onChange={choose}
      />
      {mock.kind === "answer" && (
        <TextArea
          label={words.text(action.name)}
          help={words.help}
          error={isReadable(mock.text) ? undefined : words.invalid}
          value={mock.text}
          rows={3}
          spellCheck={false}
          autoFocus={focused}
          onChange={(event) => setMock(action.name, { kind: "answer", text: event.target.value })}
        />
      )}
    </div>
  );
}

function choices(action: FlowAction, mock: Mock) {
  const outcomes = new Set([...action.outcomes, ...(mock.kind === "outcome" ? [mock.outcome] : [])]);
  return [
    { value: "example", label: words.example },
    ...[...outcomes].map((outcome) => ({ value: OUTCOME + outcome, label: words.outcome(outcome) })),
    { value: "fails", label: words.fails },
    { value: "answer", label: words.answer },
  ];
}

function chosen(value: string, example: string): Mock {
  if (value.startsWith(OUTCOME)) return { kind: "outcome", outcome: value.slice(OUTCOME.length) };
  if (value === "answer") return { kind: "answer", text: example };
  return { kind: value === "fails" ? "fails" : "example" };
}
