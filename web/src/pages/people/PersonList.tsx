import { Pencil, UserPlus } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import type { PersonEntry } from "../../api/access";
import { useAnswer } from "../../calls/useAnswer";
import { Wrong } from "../../calls/Wrong";
import { useMe } from "../../store/me";
import { strings } from "../../strings";
import { Badge, Empty } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { TableRegion } from "../../ui/TableRegion";
import { ago } from "../ago";
import { AddPerson } from "./AddPerson";
import { ChangePerson } from "./ChangePerson";
import { PersonSessions } from "./PersonSessions";

const words = strings.people;

type Doing = { do: "add" } | { do: "change" | "sessions"; person: PersonEntry } | null;

/** All accounts. */
export function PersonList() {
  const { answer, error, again } = useAnswer<PersonEntry[]>("/api/people");
  const none = useMe(({ me }) => me?.first_account ?? false);
  const [doing, setDoing] = useState<Doing>(null);
  const close = () => {
    setDoing(null);
    again();
  };
  if (none)
    return (
      <Empty title={words.openTitle}>
        <p>{words.open}</p>
        <p>
          <Link href="/first-account">{words.openLink}</Link>
        </p>
      </Empty>
    );
  return (
    <>
      <div className="row spread">
        <p className="quiet">{words.intro}</p>
        <Button kind="primary" icon={<UserPlus size={16} />} onClick={() => setDoing({ do: "add" })}>
          {words.add}
        </Button>
      </div>
      {error && <Wrong error={error} again={again} />}
      {!answer && !error && <p role="status">{strings.common.loading}</p>}
      {answer && <Table people={answer} onDo={setDoing} />}
      {doing?.do === "add" && <AddPerson onClose={close} />}
      {doing?.do === "change" && <ChangePerson person={doing.person} onClose={close} />}
      {doing?.do === "sessions" && <PersonSessions person={doing.person} onClose={close} />}
    </>
  );
}

function Table({ people, onDo }: { people: readonly PersonEntry[]; onDo: (doing: Doing) => void }) {
  const own = useMe(({ me }) => me?.account ?? null);
  return (
    <TableRegion label={words.table}>
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{words.name}</th>
            <th scope="col">{words.role}</th>
            <th scope="col">{words.signsIn}</th>
            <th scope="col">{words.last}</th>
            <th scope="col">{words.sessions}</th>
            <th scope="col">{words.act}</th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <Row key={person.id} person={person} own={person.id === own} onDo={onDo} />
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

function Row({ person, own, onDo }: { person: PersonEntry; own: boolean; onDo: (doing: Doing) => void }) {
  const { name, email, role, disabled, has_password, provider, signed_in_at, sessions } = person;
  return (
    <tr>
      <td>
        <strong>{name}</strong> {own && <Badge kind="accent">{words.you}</Badge>}{" "}
        {disabled && <Badge kind="bad">{words.disabled}</Badge>}
        <br />
        <span className="quiet">{email}</span>
      </td>
      <td>
        <Badge kind={role === "administer" ? "warn" : "plain"}>{strings.access.roles[role]}</Badge>
      </td>
      <td>{words.ways(has_password, provider)}</td>
      <td>{signed_in_at ? ago(signed_in_at) : words.never}</td>
      <td>
        <Button
          aria-label={words.sessionsOf(sessions, name)}
          disabled={sessions === 0}
          onClick={() => onDo({ do: "sessions", person })}
        >
          {sessions}
        </Button>
      </td>
      <td>
        <Button
          icon={<Pencil size={16} />}
          label={words.change(name)}
          onClick={() => onDo({ do: "change", person })}
        />
      </td>
    </tr>
  );
}
