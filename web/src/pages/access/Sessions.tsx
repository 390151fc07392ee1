import type { SessionEntry } from "../../api/access";
import { moment } from "../../calls/format";
import { strings } from "../../strings";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { TableRegion } from "../../ui/TableRegion";
import { ago } from "../ago";
import { browserName } from "./browserName";

const words = strings.access.account;

interface Props {
  sessions: readonly SessionEntry[];
  onEnd: (session: SessionEntry) => void;
}

/** Browsers at which somebody is signed in. */
export function Sessions({ sessions, onEnd }: Props) {
  if (sessions.length === 0) return <p className="quiet">{words.none}</p>;
  return (
    <TableRegion label={words.table}>
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{words.browser}</th>
            <th scope="col">{words.address}</th>
            <th scope="col">{words.began}</th>
            <th scope="col">{words.seen}</th>
            <th scope="col">{words.ends}</th>
            <th scope="col">{words.end}</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <tr key={session.id}>
              <td title={session.browser}>
                {browserWords(session)} {session.current && <Badge kind="accent">{words.current}</Badge>}
              </td>
              <td>{session.address}</td>
              <td>
                {ago(session.began_at)}, {words.by[session.by]}
              </td>
              <td>{ago(session.seen_at)}</td>
              <td>{moment(session.ends_at)}</td>
              <td>
                {!session.current && (
                  <Button aria-label={words.endLabel(browserWords(session))} onClick={() => onEnd(session)}>
                    {words.end}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

function browserWords({ browser }: SessionEntry): string {
  const known = browserName(browser);
  if (!known) return words.unknownBrowser;
  return known.system ? words.on(known.browser, known.system) : known.browser;
}
