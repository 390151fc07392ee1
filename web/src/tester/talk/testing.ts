/** For tests: turns that say only what matters. */

import type { RehearsedTurn } from "../../api/types";

export function turn(fields: Partial<RehearsedTurn>): RehearsedTurn {
  return {
    line: null,
    said: [],
    steps: [],
    why: { heard: "", commands: [], conditions: [], exits: [], actions: [], notes: [] },
    values: {},
    changed: [],
    waiting_at: "menu",
    expects: null,
    ended: null,
    transfer: null,
    unmocked: [],
    ...fields,
  };
}
