import { expect, test } from "vitest";
import { WITHOUT_RESULT } from "../filters";
import { USUAL, wished } from "./wish";

test("only what was chosen is asked for", () => {
  expect(wished(USUAL)).toEqual({ calls: 300 });
});

test("days become moments, and no result is asked for as such", () => {
  const asked = wished({
    calls: 1000,
    on: "2",
    version: "3",
    result: WITHOUT_RESULT,
    from: "2026-03-02",
    until: "2026-03-02",
  });
  expect(asked).toEqual({
    calls: 1000,
    on: 2,
    version: 3,
    result: "",
    from: new Date(2026, 2, 2).toISOString(),
    until: new Date(2026, 2, 3).toISOString(),
  });
});
