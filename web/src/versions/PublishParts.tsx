import type { Environment, Problem } from "../api/types";
import { useUi } from "../store/ui";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { TextArea } from "../ui/Field";
import { ChangeList } from "./ChangeList";
import type { Tests } from "./publishing";
import type { Preparation } from "./usePreparation";

const { publish: words, environments, environmentsHelp } = strings.versions;

/** What callers will hear otherwise. */
export function Changes({ live, changes }: Pick<Preparation, "live" | "changes">) {
  return (
    <section>
      <h3>
        {words.changes} {live !== null && words.since(live)}
      </h3>
      {changes === null && <p>{words.first}</p>}
      {changes?.length === 0 && <p>{words.nothing}</p>}
      {changes && changes.length > 0 && <ChangeList changes={changes} />}
    </section>
  );
}

/** What must be mended first. */
export function Stops({ errors, onClose }: { errors: readonly Problem[]; onClose: () => void }) {
  const goTo = useUi((state) => state.goTo);
  return (
    <section className="versions-stop">
      <h3>{words.problems}</h3>
      <ul className="versions-problems">
        {errors.map((problem, place) => (
          <li key={place}>
            {problem.message}{" "}
            <Button
              kind="quiet"
              aria-label={`${words.goTo}: ${problem.message}`}
              onClick={() => {
                goTo(problem.path);
                onClose();
              }}
            >
              {words.goTo}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How the tests went; when they fail, why it is published all the same. */
export function Tested({
  tests,
  override,
  onOverride,
}: {
  tests: Tests;
  override: string;
  onOverride: (why: string) => void;
}) {
  const failed = tests.reports.filter(({ ok }) => !ok);
  return (
    <section>
      <h3>{words.tests}</h3>
      <p>
        {tests.passed + tests.failed === 0 ? words.noTests : words.passed(tests.passed)}
        {tests.failed > 0 && `, ${words.failed(tests.failed)}`}
      </p>
      {failed.length > 0 && (
        <div className="versions-failed" tabIndex={0} role="group" aria-label={words.failed(failed.length)}>
          {failed.map(({ name, failure }) => (
            <p key={name} className="versions-stop">
              <strong>{name}</strong>: {failure}
            </p>
          ))}
        </div>
      )}
      {tests.failed > 0 && (
        <TextArea
          label={words.override}
          help={words.overrideHelp}
          value={override}
          onChange={(event) => onOverride(event.target.value)}
        />
      )}
    </section>
  );
}

/** For callers, or only for numbers that are set to test. */
export function Where({
  environment,
  onChange,
}: {
  environment: Environment;
  onChange: (to: Environment) => void;
}) {
  return (
    <fieldset className="versions-where">
      <legend>{words.where}</legend>
      {(["live", "test"] as const).map((each) => (
        <label key={each}>
          <input
            type="radio"
            name="environment"
            checked={environment === each}
            onChange={() => onChange(each)}
          />
          <span>
            {environments[each]}
            <span className="quiet">{environmentsHelp[each]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
