/** Flows of any size, for tests. */

import type { FlowDoc, StepDoc } from "../doc/types";

/** A conversation of so many steps, with branches and loops, twelve to a section. */
export function longFlow(count: number): FlowDoc {
  const name = (at: number) => `n${Math.max(0, Math.min(count - 1, at))}`;
  const nodes = Object.fromEntries(
    Array.from({ length: count }, (_, at): [string, StepDoc] => {
      const section = `part_${Math.floor(at / 12)}`;
      if (at === count - 1) return [name(at), { type: "end", section, say: "Goodbye." }];
      if (at % 5 === 0) {
        const options = {
          one: { phrases: ["one"], to: name(at + 1) },
          two: { phrases: ["two"], to: name(at + 3) },
          back: { phrases: ["back"], to: name(at - 4) },
        };
        return [name(at), { type: "choose", section, say: `Which of them, number ${at}?`, options }];
      }
      return [name(at), { type: "say", section, say: `Sentence number ${at}.`, next: name(at + 1) }];
    }),
  );
  return { flow: "long", title: "Long", start: "n0", nodes };
}
