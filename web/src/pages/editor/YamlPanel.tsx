import { Copy, Download } from "lucide-react";
import { useEffect, useState } from "react";
import { ask, send } from "../../api/client";
import type { Draft, Saved } from "../../api/types";
import { useMay } from "../../store/me";
import { useSync } from "../../store/sync";
import { undo } from "../../store/undo";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { tell } from "../../ui/Toasts";
import { Confirmation } from "../Confirmation";

const words = strings.editor.yaml;

/** The flow as the file that it is: to read, copy, download, and read in. */
export default function YamlPanel({ flow }: { flow: string }) {
  const { text, error } = useYaml(flow);
  const may = useMay("edit");
  return (
    <section className="editor-yaml" aria-label={words.label}>
      <p className="quiet">{words.describe}</p>
      <div className="row">
        <Button icon={<Copy size={14} />} disabled={!text} onClick={() => void copy(text)}>
          {words.copy}
        </Button>
        <a className="button" href={`/api/flows/${flow}/yaml`} download={`${flow}.yaml`}>
          <Download size={14} aria-hidden="true" /> {words.download}
        </a>
      </div>
      {may && <Import flow={flow} />}
      {error && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      {text === "" && !error && <p className="quiet">{words.loading}</p>}
      <pre tabIndex={0} aria-label={words.label}>
        {text}
      </pre>
    </section>
  );
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell(words.copied, "good");
  } catch {
    tell(words.cannotCopy, "bad");
  }
}

/** As it is saved: read anew after each save. */
function useYaml(flow: string): { text: string; error: string } {
  const revision = useSync((state) => state.revision);
  const [read, setRead] = useState({ text: "", error: "" });
  useEffect(() => {
    let here = true;
    ask<string>("GET", `/api/flows/${flow}/yaml`).then(
      (text) => {
        if (here) setRead({ text, error: "" });
      },
      (failed: unknown) => {
        if (here) setRead({ text: "", error: failed instanceof Error ? failed.message : String(failed) });
      },
    );
    return () => {
      here = false;
    };
  }, [flow, revision]);
  return read;
}

interface Chosen {
  name: string;
  text: string;
}

function Import({ flow }: { flow: string }) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const choose = async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    if (file) setChosen({ name: file.name, text: await file.text() });
    input.value = "";
  };
  return (
    <>
      <Field label={words.file}>
        {(ids) => (
          <input
            {...ids}
            className="input"
            type="file"
            accept=".yaml,.yml,text/yaml"
            onChange={(event) => void choose(event.currentTarget)}
          />
        )}
      </Field>
      {chosen && (
        <Confirmation
          title={words.importTitle(chosen.name)}
          describe={words.importDescribe}
          action={words.replace}
          run={() => readIn(flow, chosen)}
          onClose={() => setChosen(null)}
        />
      )}
    </>
  );
}

async function readIn(flow: string, { name, text }: Chosen): Promise<void> {
  const { flush, take } = useSync.getState();
  await flush();
  const headers = { "If-Match": String(useSync.getState().revision) };
  await send<Saved>("PUT", `/api/flows/${flow}/yaml`, { text, type: "text/yaml", headers });
  take(await ask<Draft>("GET", `/api/flows/${flow}/draft`), words.imported(name));
  tell(words.imported(name), "good", { label: strings.common.undo, run: undo });
}
