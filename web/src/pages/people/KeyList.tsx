import { Plus } from "lucide-react";
import { useState } from "react";
import type { KeyEntry } from "../../api/access";
import { ask } from "../../api/client";
import { useAnswer } from "../../calls/useAnswer";
import { Wrong } from "../../calls/Wrong";
import { strings } from "../../strings";
import { Badge, Empty } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { TableRegion } from "../../ui/TableRegion";
import { tell } from "../../ui/Toasts";
import { ago, date } from "../ago";
import { Confirmation } from "../Confirmation";
import { AddKey } from "./AddKey";

const words = strings.keys;

/** Keys of programs. */
export function KeyList() {
  const { answer, error, again } = useAnswer<KeyEntry[]>("/api/keys");
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<KeyEntry | null>(null);
  return (
    <>
      <div className="row spread">
        <p className="quiet">{words.intro}</p>
        <Button kind="primary" icon={<Plus size={16} />} onClick={() => setAdding(true)}>
          {words.add}
        </Button>
      </div>
      {error && <Wrong error={error} again={again} />}
      {!answer && !error && <p role="status">{strings.common.loading}</p>}
      {answer && (
        <TableRegion label={words.table}>
          {answer.length > 0 ? (
            <Table keys={answer} onRevoke={setRevoking} />
          ) : (
            <Empty title={words.none}>
              <p>{words.noneHelp}</p>
            </Empty>
          )}
        </TableRegion>
      )}
      {adding && (
        <AddKey
          onClose={() => {
            setAdding(false);
            again();
          }}
        />
      )}
      {revoking && (
        <Confirmation
          title={words.revokeTitle(revoking.name)}
          describe={words.revokeHelp}
          action={words.revoke}
          onClose={() => setRevoking(null)}
          run={async () => {
            await ask("DELETE", `/api/keys/${revoking.id}`);
            tell(words.revoked(revoking.name), "good");
            again();
          }}
        />
      )}
    </>
  );
}

function Table({ keys, onRevoke }: { keys: readonly KeyEntry[]; onRevoke: (key: KeyEntry) => void }) {
  return (
    <table className="list">
      <thead>
        <tr>
          <th scope="col">{words.name}</th>
          <th scope="col">{words.scopes}</th>
          <th scope="col">{words.made}</th>
          <th scope="col">{words.expires}</th>
          <th scope="col">{words.used}</th>
          <th scope="col">{words.act}</th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.id}>
            <td>
              <strong>{key.name}</strong>
              <br />
              <code className="quiet">tlk_{key.id}…</code>
            </td>
            <td>{key.scopes.join(", ")}</td>
            <td>{words.by(key.created_by, ago(key.created_at))}</td>
            <td>
              <Expiry expired={key.expired} at={key.expires_at} />
            </td>
            <td>{key.used_at ? ago(key.used_at) : words.never}</td>
            <td>
              <Button kind="danger" aria-label={words.revokeLabel(key.name)} onClick={() => onRevoke(key)}>
                {words.revoke}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Expiry({ expired, at }: { expired: boolean; at: string | null }) {
  if (expired) return <Badge kind="bad">{words.expired}</Badge>;
  return <>{at ? date(Date.parse(at)) : words.forEver}</>;
}
