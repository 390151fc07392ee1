import { expect, it } from "vitest";
import { callsBehind, readReport, reportQuery, writeReport } from "./reportAddress";

const NOW = new Date(2026, 2, 31, 12);

it("shows the last thirty days unless the address says otherwise", () => {
  expect(readReport("", NOW)).toEqual({ from: "2026-03-02", until: "2026-03-31", version: "", compare: "" });
  const filters = { from: "2026-01-01", until: "2026-01-31", version: "3", compare: "2" };
  expect(readReport(writeReport(filters), NOW)).toEqual(filters);
});

it("compares a version with another one only", () => {
  const asked = (version: string, compare: string) =>
    new URLSearchParams(reportQuery({ from: "", until: "", version, compare })).toString();
  expect(asked("3", "2")).toBe("version=3&compare=2");
  expect(asked("3", "3")).toBe("version=3");
});

it("leads from a number to the calls behind it", () => {
  const filters = { from: "2026-01-01", until: "", version: "3", compare: "2" };
  expect(callsBehind("clinic", filters, { step: "menu", at: "no_match" })).toBe(
    "/calls?flow=clinic&version=3&step=menu&at=no_match&from=2026-01-01",
  );
});
