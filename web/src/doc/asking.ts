/** Which steps put the question of a slot. */

import { mapOf, stepsOf } from "./reading";
import type { Steps } from "./schema";
import type { FlowDoc } from "./types";

/** The steps that ask for a slot, in the order of the document: those with its name in a setting marked for that. */
export function askedBy(document: FlowDoc, steps: Steps, slot: string): string[] {
  const settings = new Map(
    steps.types.map(({ type, fields }) => [
      type,
      Object.entries(fields.properties ?? {}).flatMap(([name, schema]) => (schema["x-asks"] ? [name] : [])),
    ]),
  );
  return stepsOf(document).flatMap(([name, step]) =>
    (settings.get(step.type) ?? []).some((setting) => {
      const asked: unknown = mapOf(step)[setting];
      return Array.isArray(asked) && asked.includes(slot);
    })
      ? [name]
      : [],
  );
}
