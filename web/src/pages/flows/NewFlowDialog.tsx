import { useState, type SyntheticEvent } from "react";
import { useLocation } from "wouter";
import { ask } from "../../api/client";
import type { FlowEntry } from "../../api/types";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field, Select, TextField } from "../../ui/Field";
import { isReady, nameFault, nameOf, request, titleIn, type NewFlow, type Source } from "./newFlow";

const words = strings.flows.make;
const { language: languageName, languages: LANGUAGES } = strings.common;
const SOURCES: readonly Source[] = ["empty", "copy", "yaml"];
const BLANK: NewFlow = { source: "empty", title: "", name: null, language: "en", copyOf: "", file: null };

interface Props {
  flows: readonly FlowEntry[];
  onClose: () => void;
}

/** Make a flow: empty, as a copy, or from a file. It is opened when it is made. */
export function NewFlowDialog({ flows, onClose }: Props) {
  const [flow, setFlow] = useState<NewFlow>({ ...BLANK, copyOf: flows[0]?.name ?? "" });
  const [error, setError] = useState("");
  const [making, setMaking] = useState(false);
  const [, go] = useLocation();
  const change = (more: Partial<NewFlow>) => setFlow((now) => ({ ...now, ...more }));
  const taken = flows.map(({ name }) => name);
  const make = async (event: SyntheticEvent) => {
    event.preventDefault();
    setMaking(true);
    setError("");
    try {
      const made = await ask<FlowEntry>("POST", "/api/flows", request(flow));
      go(`/flows/${made.name}`);
    } catch (failed) {
      setError(failed instanceof Error ? failed.message : String(failed));
      setMaking(false);
    }
  };
  return (
    <Dialog open onClose={onClose} title={words.title}>
      <form onSubmit={(event) => void make(event)}>
        <Sources flow={flow} flows={flows} onChange={change} />
        <Names flow={flow} taken={taken} onChange={change} />
        {error && (
          <p className="field-error" role="alert">
            {error}
          </p>
        )}
        <div className="row">
          <Button type="submit" kind="primary" disabled={making || !isReady(flow, taken)}>
            {words.make}
          </Button>
          <Button onClick={onClose}>{strings.common.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}

interface PartProps {
  flow: NewFlow;
  onChange: (more: Partial<NewFlow>) => void;
}

function Sources({ flow, flows, onChange }: PartProps & { flows: readonly FlowEntry[] }) {
  const possible = SOURCES.filter((source) => source !== "copy" || flows.length > 0);
  return (
    <fieldset className="flows-sources">
      <legend>{words.from}</legend>
      {possible.map((source) => (
        <label key={source}>
          <input
            type="radio"
            name="source"
            checked={flow.source === source}
            onChange={() => onChange({ source })}
          />{" "}
          {words.sources[source]}
        </label>
      ))}
      {flow.source === "copy" && (
        <Select
          label={words.source}
          value={flow.copyOf}
          options={flows.map(({ name, title }) => ({ value: name, label: title }))}
          onChange={(copyOf) => onChange({ copyOf })}
        />
      )}
      {flow.source === "yaml" && <File onChange={onChange} title={flow.title} />}
    </fieldset>
  );
}

function File({ title, onChange }: { title: string; onChange: PartProps["onChange"] }) {
  const read = async (file: File | undefined) => {
    if (!file) return;
    const text = await file.text();
    onChange({ file: { name: file.name, text }, ...(title ? {} : { title: titleIn(text) }) });
  };
  return (
    <Field label={words.file} help={words.fileHelp}>
      {(ids) => (
        <input
          {...ids}
          className="input"
          type="file"
          accept=".yaml,.yml,text/yaml"
          onChange={(event) => void read(event.target.files?.[0])}
        />
      )}
    </Field>
  );
}

function Names({ flow, taken, onChange }: PartProps & { taken: readonly string[] }) {
  const name = nameOf(flow);
  const fault = nameFault(name, taken);
  return (
    <>
      <TextField
        label={words.name}
        help={words.nameHelp}
        value={flow.title}
        onChange={(event) => onChange({ title: event.target.value })}
      />
      <TextField
        label={words.id}
        help={words.idHelp}
        error={fault === null ? undefined : words.faults[fault]}
        value={name}
        spellCheck={false}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      {flow.source === "empty" && (
        <Select
          label={words.language}
          value={flow.language}
          options={Object.keys(LANGUAGES).map((each) => ({ value: each, label: languageName(each) }))}
          onChange={(language) => onChange({ language })}
        />
      )}
    </>
  );
}
