import { Ban } from "lucide-react";
import { useState } from "react";
import type { LimitEntry, RefusedDay, RefusedPage } from "../../api/limits";
import { shortDay } from "../../calls/format";
import { useAnswer } from "../../calls/useAnswer";
import { Wrong } from "../../calls/Wrong";
import { useMay } from "../../store/me";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Select } from "../../ui/Field";
import { TableRegion } from "../../ui/TableRegion";
import { ago } from "../ago";
import { together, type Refused } from "./reckoning";
import type { NumberLists } from "./useLists";

const words = strings.limits;
const DEFAULT_DAYS = "7";
const SHOWN = 25;

interface Props {
  limits: readonly LimitEntry[];
  lists: NumberLists;
}

/** Who was refused, and why. */
export function RefusedCalls({ limits, lists }: Props) {
  const [days, setDays] = useState(DEFAULT_DAYS);
  const { answer, error, again } = useAnswer<RefusedPage>(`/api/limits/refused?days=${days}`);
  const why = (name: string) => {
    const limit = limits.find((each) => each.name === name);
    return words.whys(name) ?? (limit ? words.overLimit(limit.meaning) : name);
  };
  return (
    <section aria-labelledby="limits-refused">
      <div className="row spread">
        <h2 id="limits-refused">{words.refused}</h2>
        <Select
          label={words.days}
          value={days}
          options={words.dayChoices.map(([value, label]) => ({ value, label }))}
          onChange={setDays}
        />
      </div>
      <p className="quiet">{words.refusedIntro}</p>
      {error && <Wrong error={error} again={again} />}
      {answer?.days.length === 0 && <p>{words.noRefused}</p>}
      {answer && answer.days.length > 0 && (
        <>
          <Days days={answer.days} why={why} />
          <Callers callers={together(answer.callers)} why={why} onBlock={lists.write} />
        </>
      )}
    </section>
  );
}

function Days({ days, why }: { days: readonly RefusedDay[]; why: (name: string) => string }) {
  return (
    <TableRegion label={words.refusedTable}>
      <table className="list">
        <thead>
          <tr>
            <th scope="col">{words.day}</th>
            <th scope="col">{words.why}</th>
            <th scope="col">{words.calls}</th>
          </tr>
        </thead>
        <tbody>
          {days.map((each) => (
            <tr key={`${each.day} ${each.why}`}>
              <td>{shortDay(each.day)}</td>
              <td>{why(each.why)}</td>
              <td>{each.calls}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  );
}

interface CallersProps {
  callers: readonly Refused[];
  why: (name: string) => string;
  onBlock: (number: string) => void;
}

function Callers({ callers, why, onBlock }: CallersProps) {
  const may = useMay("publish");
  const [shown, setShown] = useState(SHOWN);
  return (
    <>
      <h3>{words.callers}</h3>
      <TableRegion label={words.callersTable}>
        <table className="list">
          <thead>
            <tr>
              <th scope="col">{words.caller}</th>
              <th scope="col">{words.why}</th>
              <th scope="col">{words.callee}</th>
              <th scope="col">{words.calls}</th>
              <th scope="col">{words.last}</th>
              {may && <th scope="col">{words.block}</th>}
            </tr>
          </thead>
          <tbody>
            {callers.slice(0, shown).map((each) => (
              <tr key={`${each.caller} ${each.why}`}>
                <td>{each.caller || words.anonymous}</td>
                <td>{why(each.why)}</td>
                <td>{each.callees.join(", ")}</td>
                <td>{each.calls}</td>
                <td>{ago(each.lastAt)}</td>
                {may && (
                  <td>
                    {each.caller && each.why !== "blocked" && (
                      <Button
                        icon={<Ban size={16} />}
                        label={words.blockLabel(each.caller)}
                        onClick={() => onBlock(each.caller)}
                      />
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
      {callers.length > shown && (
        <Button onClick={() => setShown(shown + SHOWN)}>{words.more(callers.length - shown)}</Button>
      )}
    </>
  );
}
