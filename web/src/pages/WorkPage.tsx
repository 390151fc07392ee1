import { useState, type ReactNode } from "react";
import { Link, useSearch } from "wouter";
import type { Appointment, Lead, Message, Ticket } from "../api/work";
import "../calls/calls.css";
import { setMoments } from "../calls/filters";
import { useAnswer, type Answer } from "../calls/useAnswer";
import { KINDS, nextDays, readKind, type WorkKind } from "../calls/work";
import { Appointments, Leads, Messages, Tickets } from "../calls/WorkTables";
import { Wrong } from "../calls/Wrong";
import { strings } from "../strings";
import { Empty } from "../ui/Badge";
import { TextField } from "../ui/Field";
import { useTitle } from "./useTitle";

const text = strings.work;
const AHEAD_DAYS = 30;

/** What flows wrote into the calendar and the lists; only to be read. */
export default function WorkPage() {
  useTitle(text.title);
  const kind = readKind(useSearch());
  return (
    <div className="page calls">
      <h1>{text.title}</h1>
      <p className="quiet">{text.about}</p>
      <nav className="calls-tabs" aria-label={text.kindsLabel}>
        {KINDS.map((each) => (
          <Link key={each} href={`/work?show=${each}`} aria-current={each === kind ? "true" : undefined}>
            {text.kinds[each]}
          </Link>
        ))}
      </nav>
      <Shown key={kind} kind={kind} />
    </div>
  );
}

function Shown({ kind }: { kind: WorkKind }) {
  const [days, setDays] = useState(() => nextDays(AHEAD_DAYS, new Date()));
  if (kind === "tickets") return <TicketList />;
  if (kind === "leads") return <LeadList />;
  if (kind === "messages") return <MessageList />;
  return (
    <>
      <form className="calls-filter-grid" onSubmit={(event) => event.preventDefault()}>
        {(["from", "until"] as const).map((end) => (
          <TextField
            key={end}
            label={text[end]}
            type="date"
            value={days[end]}
            onChange={(event) => setDays({ ...days, [end]: event.target.value })}
          />
        ))}
      </form>
      <AppointmentList {...days} />
    </>
  );
}

function AppointmentList({ from, until }: { from: string; until: string }) {
  const asked = new URLSearchParams();
  setMoments(asked, from, until);
  const rows = useAnswer<Appointment[]>(`/api/appointments?${asked.toString()}`);
  return (
    <List kind="appointments" asked={rows}>
      <Appointments rows={rows.answer ?? []} />
    </List>
  );
}

function TicketList() {
  const rows = useAnswer<Ticket[]>("/api/tickets");
  return (
    <List kind="tickets" asked={rows}>
      <Tickets rows={rows.answer ?? []} />
    </List>
  );
}

function LeadList() {
  const rows = useAnswer<Lead[]>("/api/leads");
  return (
    <List kind="leads" asked={rows}>
      <Leads rows={rows.answer ?? []} />
    </List>
  );
}

function MessageList() {
  const rows = useAnswer<Message[]>("/api/messages");
  return (
    <List kind="messages" asked={rows}>
      <Messages rows={rows.answer ?? []} />
    </List>
  );
}

/** The rows, or what is to be said in their place. */
function List({
  kind,
  asked: { answer, error, again },
  children,
}: {
  kind: WorkKind;
  asked: Answer<readonly unknown[]>;
  children: ReactNode;
}) {
  if (error) return <Wrong error={error} again={again} />;
  if (!answer) return <p role="status">{strings.common.loading}</p>;
  if (answer.length > 0) return <>{children}</>;
  return (
    <Empty title={text.none[kind]}>
      <p>{text.noneHelp}</p>
    </Empty>
  );
}
