import { useEffect } from "react";
import type { LimitsPage as Page } from "../api/limits";
import { useAnswer } from "../calls/useAnswer";
import { Wrong } from "../calls/Wrong";
import { strings } from "../strings";
import "./access/access.css";
import { Budgets } from "./limits/Budgets";
import "./limits/limits.css";
import { LimitTables } from "./limits/LimitTables";
import { Lists } from "./limits/Lists";
import { RefusedCalls } from "./limits/RefusedCalls";
import { amount } from "./limits/reckoning";
import { useLists } from "./limits/useLists";
import { useTitle } from "./useTitle";

const words = strings.limits;
const REFRESH_MS = 5_000;
const MINUTE_S = 60;

/** How many calls, how long, at what cost, and who may not call. */
export default function LimitsPage() {
  const { answer, error, again } = useAnswer<Page>("/api/limits");
  const lists = useLists();
  useTitle(words.title);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") again();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [again]);
  return (
    <div className="page limits access-page">
      <h1>{words.title}</h1>
      <p className="quiet">{words.intro}</p>
      {error && <Wrong error={error} again={again} />}
      {!answer && !error && <p role="status">{strings.common.loading}</p>}
      {answer && (
        <>
          <ul className="limits-now">
            <li>{words.now(answer.calls_now)}</li>
            <li className="quiet">{words.each(answer.most_calls_of_a_process)}</li>
            <li className="quiet">{words.longest(amount(answer.longest_call_s / MINUTE_S, "", null))}</li>
          </ul>
          <Budgets page={answer} onChanged={again} />
          <LimitTables page={answer} onChanged={again} />
          <Lists lists={lists} />
          <RefusedCalls limits={answer.limits} lists={lists} />
        </>
      )}
    </div>
  );
}
