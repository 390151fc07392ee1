import { Plus } from "lucide-react";
import { useState } from "react";
import { ask } from "../api/client";
import type { FlowEntry } from "../api/types";
import { useMe, useWhyNot } from "../store/me";
import { strings } from "../strings";
import { Empty } from "../ui/Badge";
import { Button } from "../ui/Button";
import { tell } from "../ui/Toasts";
import { Confirmation } from "./Confirmation";
import "./flows.css";
import { Archived } from "./flows/Archived";
import { FlowCard } from "./flows/FlowCard";
import { NewFlowDialog } from "./flows/NewFlowDialog";
import { PersonName } from "./flows/PersonName";
import { useFlows } from "./flows/useFlows";
import { hasEdited } from "./remembered";
import { useTitle } from "./useTitle";

const words = strings.flows;

/** All flows: where everything starts. */
export default function FlowsPage() {
  const { flows, error, reload } = useFlows();
  const [making, setMaking] = useState(false);
  const [archiving, setArchiving] = useState<FlowEntry | null>(null);
  const signedIn = useMe(({ me }) => me?.signed_in ?? false);
  const why = useWhyNot("edit");
  const [changes, setChanges] = useState(0);
  useTitle(words.title);
  return (
    <div className="page flows">
      <header className="row spread">
        <h1>{words.title}</h1>
        <Button kind="primary" icon={<Plus size={16} />} why={why} onClick={() => setMaking(true)}>
          {words.create}
        </Button>
      </header>
      {!hasEdited() && <p className="flows-first">{words.firstRun}</p>}
      {!signedIn && <PersonName />}
      {error && (
        <p className="field-error row" role="alert">
          {error} <Button onClick={reload}>{words.again}</Button>
        </p>
      )}
      <List flows={flows} failed={error !== ""} onArchive={setArchiving} />
      <Archived changes={changes} onBack={reload} />
      {making && <NewFlowDialog flows={flows ?? []} onClose={() => setMaking(false)} />}
      {archiving && (
        <Confirmation
          title={words.archiveTitle(archiving.title)}
          describe={words.archiveDescribe}
          action={words.archive}
          onClose={() => setArchiving(null)}
          run={async () => {
            await ask("DELETE", `/api/flows/${archiving.name}`);
            tell(words.archived(archiving.title), "good");
            setChanges(changes + 1);
            reload();
          }}
        />
      )}
    </div>
  );
}

interface ListProps {
  flows: readonly FlowEntry[] | null;
  failed: boolean;
  onArchive: (flow: FlowEntry) => void;
}

function List({ flows, failed, onArchive }: ListProps) {
  if (!flows) return failed ? null : <p className="quiet">{words.loading}</p>;
  if (flows.length === 0)
    return (
      <Empty title={words.none}>
        <p>{words.noneHelp}</p>
      </Empty>
    );
  return (
    <ul className="flows-list">
      {flows.map((flow) => (
        <FlowCard key={flow.name} flow={flow} onArchive={onArchive} />
      ))}
    </ul>
  );
}
