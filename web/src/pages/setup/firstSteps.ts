import type { Setup } from "../../api/setup";
import type { FlowEntry } from "../../api/types";

export interface FirstSteps {
  /** Somebody has changed a flow. */
  edited: boolean;
  /** Somebody has published one: its newest version is not its first. */
  published: boolean;
  keys: boolean;
  numbered: boolean;
}

/** What of the way to the first real call is done. */
export function steps(setup: Setup, flows: readonly FlowEntry[], numbers: number): FirstSteps {
  const published = flows.some((flow) => (flow.latest ?? 0) > 1);
  const { public_url, token, account } = setup.telephone;
  return {
    edited: published || flows.some((flow) => flow.draft.changed),
    published,
    keys: token && account && public_url !== null,
    numbered: numbers > 0,
  };
}
