import { describe, expect, it } from "vitest";
import type { Setup } from "../../api/setup";
import type { FlowEntry } from "../../api/types";
import { steps } from "./firstSteps";

const setup = (telephone: Partial<Setup["telephone"]>): Setup => ({
  tenant: null,
  flow: "a",
  languages: ["en"],
  providers: [],
  telephone: { public_url: null, token: false, account: false, webhook: "", ...telephone },
  transfers: [],
  record: "tests",
  recordings_days: 30,
  timezone: "Asia/Kolkata",
  calls_at_once: 40,
});

const flow = (latest: number | null, changed: boolean): FlowEntry => ({
  name: "a",
  title: "A",
  about: "",
  languages: ["en"],
  steps: 2,
  draft: { revision: 1, changed, updated_at: "", updated_by: "" },
  live: latest,
  test: null,
  latest,
  errors: 0,
  calls_today: 0,
});

describe("the way to the first real call", () => {
  it("has nothing done on a new service, whose flows were published by the software", () => {
    expect(steps(setup({}), [flow(1, false)], 0)).toEqual({
      edited: false,
      published: false,
      keys: false,
      numbered: false,
    });
  });
  it("knows a draft that was changed, and a version that a person made", () => {
    expect(steps(setup({}), [flow(1, true)], 0).edited).toBe(true);
    expect(steps(setup({}), [flow(2, false)], 0)).toMatchObject({ edited: true, published: true });
  });
  it("needs all three settings of the telephone", () => {
    expect(steps(setup({ token: true, account: true }), [], 0).keys).toBe(false);
    expect(steps(setup({ token: true, account: true, public_url: "https://a" }), [], 1)).toMatchObject({
      keys: true,
      numbered: true,
    });
  });
});
