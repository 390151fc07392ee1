import { describe, expect, it } from "vitest";
import { ApiError } from "../api/client";
import type { Problem } from "../api/types";
import { errorsOf, isReady, refusal } from "./publishing";

const problem = (level: Problem["level"]): Problem => ({
  path: ["nodes", "menu"],
  line: 1,
  code: "x",
  message: "m",
  fix: "",
  level,
  consequences: [],
  repair: null,
});
const ready = {
  errors: [],
  tests: { passed: 2, failed: 0, reports: [] },
  note: "New hours",
  override: "",
  by: "Asha",
};

describe("a draft can be published", () => {
  it("when its tests pass and it has a note", () => expect(isReady(ready)).toBe(true));
  it("not without a note that says something", () => expect(isReady({ ...ready, note: " x " })).toBe(false));
  it("not by somebody without a name", () => expect(isReady({ ...ready, by: " " })).toBe(false));
  it("not before its tests ran", () => expect(isReady({ ...ready, tests: null })).toBe(false));
  it("with failing tests only for a reason", () => {
    const tests = { passed: 1, failed: 1, reports: [] };
    expect(isReady({ ...ready, tests })).toBe(false);
    expect(isReady({ ...ready, tests, override: "The test is old" })).toBe(true);
  });
  it("never with errors", () => {
    expect(isReady({ ...ready, errors: [problem("error")], override: "please" })).toBe(false);
  });
});

it("Warnings and hints stop nothing", () => {
  const all = [problem("warning"), problem("error"), problem("hint")];
  expect(errorsOf(all)).toEqual([all[1]]);
});

it("A refusal tells whether the draft moved, what is wrong and which tests failed", () => {
  expect(refusal(new ApiError("m", 409, "conflict"))).toEqual({ moved: true, problems: [], reports: [] });
  const body = { problems: [problem("error")], reports: [] };
  expect(refusal(new ApiError("m", 422, "errors", body))).toEqual({ moved: false, ...body });
});
