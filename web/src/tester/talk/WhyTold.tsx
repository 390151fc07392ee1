import type { Why } from "../../api/types";
import { strings } from "../../strings";
import { StepLink } from "../StepLink";
import { reasons, type Sentence } from "./whys";

const { talk, why } = strings.tester;

/** Why a turn went so, in words. */
export function WhyTold({ turn }: { turn: { why: Why; steps: readonly string[] } }) {
  const told = reasons(turn.why);
  return (
    <div className="tester-why">
      {turn.steps.length > 0 && (
        <p>
          <strong>{talk.path}</strong> <Steps steps={turn.steps} />
        </p>
      )}
      {told.length === 0 && <p>{why.nothing}</p>}
      <dl>
        {told.map(({ title, sentences }) => (
          <div key={title}>
            <dt>{title}</dt>
            {sentences.map((sentence, place) => (
              <Told key={place} sentence={sentence} />
            ))}
          </div>
        ))}
      </dl>
    </div>
  );
}

function Told({ sentence: { text, step } }: { sentence: Sentence }) {
  return (
    <dd>
      {text} {step && <StepLink step={step} />}
    </dd>
  );
}

/** Steps in the order in which they were come to. */
export function Steps({ steps }: { steps: readonly string[] }) {
  return (
    <span className="tester-steps">
      {steps.map((step, place) => (
        <span key={place}>
          {place > 0 && <span aria-hidden="true">→ </span>}
          <StepLink step={step} />
        </span>
      ))}
    </span>
  );
}
