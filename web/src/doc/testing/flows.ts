/** For tests: flows that are shipped, and what the service tells of steps. */

import type { Steps, StepSpec } from "../schema";
import type { FlowDoc } from "../types";
import salesJson from "./sales.json";
import schedulingJson from "./scheduling.json";
import stepsJson from "./steps.json";

export const sales = salesJson as unknown as FlowDoc;
export const scheduling = schedulingJson as unknown as FlowDoc;
export const steps = stepsJson as unknown as Steps;
export const { schema } = steps;

export function specOf(type: string): StepSpec {
  const spec = steps.types.find((each) => each.type === type);
  if (!spec) throw new Error(`no type ${type}`);
  return spec;
}
