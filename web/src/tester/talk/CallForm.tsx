import { useDocument } from "../../store/document";
import { strings } from "../../strings";
import { Select, TextField } from "../../ui/Field";
import { useConversation } from "./conversation";

const { call: words } = strings.tester;

/** Who rings, when, and what is the case. `byVoice`: the clock goes on, and may be the real one. */
export function CallForm({ byVoice }: { byVoice: boolean }) {
  const call = useConversation((state) => state.call);
  const setCall = useConversation((state) => state.setCall);
  const model = useConversation((state) => state.model);
  const setModel = useConversation((state) => state.setModel);
  const languages = useDocument((state) => state.document?.languages) ?? [];
  const state = call.open ? words.isOpen : words.isClosed;
  const real = byVoice && !call.set;
  const when = real ? words.realClock : call.now.replace("T", " ");
  return (
    <details className="tester-part">
      <summary>
        {words.title}: {when}, {call.caller}
        {!real && `, ${state}`}
      </summary>
      {byVoice && (
        <Select
          label={words.clock}
          help={real ? words.realHelp : undefined}
          value={real ? "real" : "set"}
          options={[
            { value: "real", label: words.realClock },
            { value: "set", label: words.setClock },
          ]}
          onChange={(clock) => setCall({ set: clock === "set" })}
        />
      )}
      {!real && (
        <TextField
          label={words.now}
          help={byVoice ? words.nowGoesOn : words.nowHelp}
          type="datetime-local"
          value={call.now}
          onChange={(event) => setCall({ now: event.target.value, set: true })}
        />
      )}
      <TextField
        label={words.caller}
        type="tel"
        value={call.caller}
        onChange={(event) => setCall({ caller: event.target.value })}
      />
      <Select
        label={words.language}
        value={call.language}
        options={[
          { value: "", label: words.firstLanguage },
          ...languages.map((each) => ({ value: each, label: each })),
        ]}
        onChange={(language) => setCall({ language })}
      />
      <Select
        label={words.direction}
        value={call.direction}
        options={[
          { value: "inbound", label: words.inbound },
          { value: "outbound", label: words.outbound },
        ]}
        onChange={(direction) => setCall({ direction: direction === "outbound" ? "outbound" : "inbound" })}
      />
      {!real && (
        <label className="tester-check">
          <input
            type="checkbox"
            checked={call.open}
            onChange={(event) => setCall({ open: event.target.checked, set: true })}
          />
          {words.open}
        </label>
      )}
      {!byVoice && (
        <label className="tester-check">
          <input type="checkbox" checked={model} onChange={(event) => setModel(event.target.checked)} />
          {words.model}
        </label>
      )}
    </details>
  );
}
