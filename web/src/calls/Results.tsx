import { Link } from "wouter";
import type { Figures } from "../api/types";
import { strings } from "../strings";
import { WITHOUT_RESULT } from "./filters";
import { count, share } from "./format";
import { resultsInOrder } from "./report";
import { resultName } from "./resultName";

const { report: text } = strings.calls;

/** What the calls came to: a bar and the numbers for each result. `compared`: of the other version. */
export function Results({
  figures,
  compared,
  colours,
  linkTo,
}: {
  figures: Figures;
  compared: Figures | null;
  colours: ReadonlyMap<string, string>;
  linkTo: (result: string) => string;
}) {
  const of = (from: Figures, result: string) =>
    result === WITHOUT_RESULT ? from.without_result : (from.results[result] ?? 0);
  const results = [...new Set([...resultsInOrder(figures), ...(compared ? resultsInOrder(compared) : [])])];
  return (
    <section aria-labelledby="report-results">
      <h2 id="report-results">{text.results}</h2>
      <table className="list calls-results">
        <thead>
          <tr>
            <th scope="col">{text.result}</th>
            <th scope="col" className="calls-number">
              {text.callsColumn}
            </th>
            <th scope="col" className="calls-number">
              {text.share}
            </th>
            <td className="calls-wide" />
            {compared && (
              <th scope="col" className="calls-number">
                {text.compared(compared.version)}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {results.map((result) => (
            <tr key={result}>
              <th scope="row">{resultName(result)}</th>
              <td className="calls-number">
                <Link href={linkTo(result)}>{count(of(figures, result))}</Link>
              </td>
              <td className="calls-number">{share(of(figures, result), figures.calls)}</td>
              <td className="calls-wide" aria-hidden="true">
                <svg className="calls-share" viewBox="0 0 100 10" preserveAspectRatio="none">
                  <rect width="100" height="10" className="track" />
                  <rect
                    width={figures.calls ? (100 * of(figures, result)) / figures.calls : 0}
                    height="10"
                    style={{ fill: colours.get(result) ?? "var(--quiet)" }}
                  />
                </svg>
              </td>
              {compared && <td className="calls-number">{share(of(compared, result), compared.calls)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
