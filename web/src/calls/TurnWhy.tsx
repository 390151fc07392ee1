import type { CallTurn, Why } from "../api/types";
import { strings } from "../strings";
import { words } from "./format";
import { shownValue } from "./shown";
import { StepLink } from "./StepLink";
import { useStepTitle } from "./titles";
import { Waterfall } from "./Waterfall";

const { why: text } = strings.calls;

/** Why a turn went as it did, and where its time went. */
export function TurnWhy({ turn, flow }: { turn: CallTurn; flow: string }) {
  const { why } = turn;
  return (
    <div className="calls-why">
      {isEmpty(turn) && <p>{text.nothing}</p>}
      <Explained why={why} />
      {turn.steps.length > 0 && (
        <section>
          <h3>{text.steps}</h3>
          <p className="row">
            {turn.steps.map((step, index) => (
              <StepLink key={`${step} ${index}`} flow={flow} step={step} />
            ))}
          </p>
        </section>
      )}
      <Waterfall moments={turn.latency} />
    </div>
  );
}

function isEmpty({ why, steps, latency }: CallTurn): boolean {
  const told = [why.commands, why.conditions, why.actions, why.notes, steps, latency];
  return !why.heard && told.every((each) => each.length === 0);
}

function Explained({ why }: { why: Why }) {
  return (
    <>
      {why.heard && (
        <section>
          <h3>{text.heard}</h3>
          <p>“{why.heard}”</p>
        </section>
      )}
      {(why.heard || why.commands.length > 0) && (
        <section>
          <h3>{text.understood}</h3>
          {why.commands.length === 0 && <p>{text.nothingUnderstood}</p>}
          <ul>
            {why.commands.map((command, index) => (
              <li key={index}>
                <Command command={command} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {why.conditions.length > 0 && <Conditions conditions={why.conditions} />}
      {why.actions.length > 0 && <Actions actions={why.actions} />}
      {why.notes.length > 0 && (
        <section>
          <h3>{text.notes}</h3>
          <ul>
            {why.notes.map((note, index) => (
              <li key={index}>{note}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

const TOLD = new Set(["command", "slot", "value", "said", "by"]);

function Command({ command }: { command: Why["commands"][number] }) {
  const more = Object.entries(command).filter(([name]) => !TOLD.has(name));
  return (
    <>
      <strong>{words(command.command)}</strong> {command.slot && words(command.slot)}
      {command.value !== undefined && command.value !== null && <>: {shownValue(command.value)}</>}
      {more.map(([name, value]) => ` ${words(name)} ${shownValue(value)}`)}
      <span className="quiet">
        {command.said && ` ${text.said(command.said)}`} {command.by === "model" ? text.byModel : text.byRules}
      </span>
    </>
  );
}

function Conditions({ conditions }: { conditions: Why["conditions"] }) {
  return (
    <section className="calls-scroll">
      <h3>{text.conditions}</h3>
      <table className="list calls-fine">
        <thead>
          <tr>
            <th scope="col">{text.condition}</th>
            <th scope="col">{text.valuesThen}</th>
            <th scope="col">{text.holds}</th>
          </tr>
        </thead>
        <tbody>
          {conditions.map((each, index) => (
            <tr key={index}>
              <td>
                <code>{each.when}</code> <Step name={each.step} />
              </td>
              <td>{shownValue(each.values)}</td>
              <td>{each.true ? text.yes : text.no}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Step({ name }: { name: string }) {
  return (
    <span className="quiet" title={name}>
      {useStepTitle(name)}
    </span>
  );
}

function Actions({ actions }: { actions: Why["actions"] }) {
  return (
    <section className="calls-scroll">
      <h3>{text.actions}</h3>
      <table className="list calls-fine">
        <thead>
          <tr>
            <th scope="col">{text.action}</th>
            <th scope="col">{text.given}</th>
            <th scope="col">{text.outcome}</th>
            <th scope="col">{text.answer}</th>
          </tr>
        </thead>
        <tbody>
          {actions.map((each, index) => (
            <tr key={index}>
              <td>{words(each.action)}</td>
              <td>{shownValue(each.arguments)}</td>
              <td>{words(each.outcome)}</td>
              <td>{shownValue(each.answer)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
