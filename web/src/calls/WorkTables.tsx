import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Appointment, Lead, Message, Ticket } from "../api/work";
import { strings } from "../strings";
import { Badge } from "../ui/Badge";
import { day, localDay, moment, phone, time, words } from "./format";
import { byDay } from "./work";

const text = strings.work;
const { columns } = text;

const STATUS: Record<string, "plain" | "good" | "warn"> = {
  booked: "good",
  cancelled: "plain",
  open: "warn",
  "in progress": "warn",
  closed: "plain",
};

export function Appointments({ rows }: { rows: readonly Appointment[] }) {
  const today = localDay(new Date());
  return (
    <>
      {byDay(rows).map(([date, of]) => (
        <section key={date} aria-labelledby={`day-${date}`}>
          <h2 id={`day-${date}`}>
            {day(`${date}T12:00`)} {date === today && <Badge kind="accent">{text.today}</Badge>}
          </h2>
          <Table
            heads={[columns.time, columns.who, columns.what, columns.with, columns.reference, columns.status]}
            wide={[columns.with, columns.reference]}
          >
            {of.map((each) => (
              <tr key={each.ref} className={each.status === "cancelled" ? "calls-off" : ""}>
                <th scope="row">
                  {time(each.begins)}–{time(each.ends)}
                </th>
                <td>
                  {each.name}
                  <div className="quiet calls-small">{phone(each.phone)}</div>
                </td>
                <td>{each.label}</td>
                <td className="calls-wide">{each.staff}</td>
                <td className="calls-wide">{each.ref}</td>
                <td>
                  <Badge kind={STATUS[each.status] ?? "plain"}>{each.status}</Badge>{" "}
                  <TheCall id={each.call} />
                </td>
              </tr>
            ))}
          </Table>
        </section>
      ))}
    </>
  );
}

export function Tickets({ rows }: { rows: readonly Ticket[] }) {
  return (
    <Table heads={[columns.number, columns.issue, columns.caller, columns.opened, columns.status]} wide={[]}>
      {rows.map((each) => (
        <tr key={each.number}>
          <th scope="row">{each.number}</th>
          <td>
            {words(each.issue)}
            {each.detail && <div>{each.detail}</div>}
            {each.tried && <div className="quiet calls-small">{text.tried(each.tried)}</div>}
            {each.note && <div className="quiet calls-small">{each.note}</div>}
          </td>
          <td>
            {phone(each.phone)}
            {each.account && <div className="quiet calls-small">{text.account(each.account)}</div>}
          </td>
          <td>{moment(each.created_at)}</td>
          <td>
            <Badge kind={STATUS[each.status] ?? "plain"}>{each.status}</Badge> <TheCall id={each.call} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

export function Leads({ rows }: { rows: readonly Lead[] }) {
  return (
    <Table heads={[columns.who, columns.need, columns.score, columns.demo, columns.received]} wide={[]}>
      {rows.map((each) => (
        <tr key={each.id}>
          <th scope="row">
            {each.name}
            <div className="quiet calls-small">{each.email}</div>
          </th>
          <td>{each.need}</td>
          <td>{new Intl.NumberFormat("en", { maximumFractionDigits: 2 }).format(each.score)}</td>
          <td>
            {each.demo_at ? moment(each.demo_at) : "–"}
            {each.specialist && <div className="quiet calls-small">{each.specialist}</div>}
          </td>
          <td>
            {moment(each.created_at)} <TheCall id={each.call} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

export function Messages({ rows }: { rows: readonly Message[] }) {
  return (
    <Table heads={[columns.who, columns.message, columns.received]} wide={[]}>
      {rows.map((each) => (
        <tr key={each.id}>
          <th scope="row">{phone(each.phone)}</th>
          <td>{each.message}</td>
          <td>
            {moment(each.created_at)} <TheCall id={each.call} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** `wide`: heads of columns that a phone has no room for. */
function Table({
  heads,
  wide,
  children,
}: {
  heads: readonly string[];
  wide: readonly string[];
  children: ReactNode;
}) {
  return (
    <div className="calls-scroll">
      <table className="list">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col" className={wide.includes(head) ? "calls-wide" : ""}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

function TheCall({ id }: { id: string | null }) {
  return id === null ? null : <Link href={`/calls/${encodeURIComponent(id)}`}>{text.call}</Link>;
}
