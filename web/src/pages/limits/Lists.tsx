import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { NumberRule } from "../../api/limits";
import { ask } from "../../api/client";
import { Wrong } from "../../calls/Wrong";
import { useMay } from "../../store/me";
import { strings } from "../../strings";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { TableRegion } from "../../ui/TableRegion";
import { tell } from "../../ui/Toasts";
import { ago, date } from "../ago";
import { Confirmation } from "../Confirmation";
import { NumberEntry } from "./NumberEntry";
import { lastMoment } from "./reckoning";
import type { NumberLists } from "./useLists";

const words = strings.limits;
const NO_RULES: readonly NumberRule[] = [];

/** Numbers that are blocked, or let in. */
export function Lists({ lists: { rules, writing, write } }: { lists: NumberLists }) {
  const may = useMay("publish");
  const [going, setGoing] = useState<string | null>(null);
  const { answer, error, again } = rules;
  return (
    <section aria-labelledby="limits-lists">
      <div className="row spread">
        <h2 id="limits-lists">{words.lists}</h2>
        {may && (
          <Button icon={<Plus size={16} />} onClick={() => write("")}>
            {words.add}
          </Button>
        )}
      </div>
      <p className="quiet">{words.listsIntro}</p>
      {error && <Wrong error={error} again={again} />}
      {answer && (
        <TableRegion label={words.listsTable}>
          {answer.length > 0 ? (
            <Table rules={answer} may={may} onWrite={write} onTakeOut={setGoing} />
          ) : (
            <p>{words.noLists}</p>
          )}
        </TableRegion>
      )}
      {writing !== null && (
        <NumberEntry number={writing} rules={answer ?? NO_RULES} onDone={again} onClose={() => write(null)} />
      )}
      {going !== null && (
        <Confirmation
          title={words.takeOutTitle(going)}
          describe={words.takeOutHelp}
          action={words.takeOut(going)}
          onClose={() => setGoing(null)}
          run={async () => {
            await ask("DELETE", `/api/limits/numbers/${encodeURIComponent(going)}`);
            tell(words.takenOut(going), "good");
            again();
          }}
        />
      )}
    </section>
  );
}

interface TableProps {
  rules: readonly NumberRule[];
  may: boolean;
  onWrite: (number: string) => void;
  onTakeOut: (number: string) => void;
}

function Table({ rules, may, onWrite, onTakeOut }: TableProps) {
  return (
    <table className="list">
      <thead>
        <tr>
          <th scope="col">{words.number}</th>
          <th scope="col">{words.rule}</th>
          <th scope="col">{words.reason}</th>
          <th scope="col">{words.until}</th>
          <th scope="col">{words.by}</th>
          {may && <th scope="col">{words.act}</th>}
        </tr>
      </thead>
      <tbody>
        {rules.map((rule) => (
          <tr key={rule.pattern}>
            <td>{numberWords(rule.pattern)}</td>
            <td>
              <Badge kind={rule.rule === "block" ? "bad" : "good"}>{words.rules[rule.rule][rule.how]}</Badge>
            </td>
            <td>{rule.reason}</td>
            <td>
              {rule.until ? date(lastMoment(rule.until)) : <span className="quiet">{words.forEver}</span>}{" "}
              {rule.over && <Badge>{words.over}</Badge>}
            </td>
            <td>{words.whenBy(ago(rule.changed_at), rule.changed_by)}</td>
            {may && (
              <td>
                <div className="row">
                  <Button
                    icon={<Pencil size={16} />}
                    label={words.changeNumber(rule.pattern)}
                    onClick={() => onWrite(rule.pattern)}
                  />
                  <Button
                    icon={<Trash2 size={16} />}
                    label={words.takeOut(rule.pattern)}
                    onClick={() => onTakeOut(rule.pattern)}
                  />
                </div>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function numberWords(pattern: string): string {
  if (pattern === "anonymous") return words.anonymous;
  return pattern.endsWith("*") ? words.everyBeginning(pattern.slice(0, -1)) : pattern;
}
