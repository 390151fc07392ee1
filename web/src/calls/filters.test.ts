import { describe, expect, it } from "vitest";
import {
  callsQuery,
  filtersSet,
  lastDays,
  NO_FILTERS,
  readFilters,
  WITHOUT_RESULT,
  writeFilters,
} from "./filters";

describe("filters in the address", () => {
  it("come back as they were written", () => {
    const filters = { ...NO_FILTERS, q: "next Tuesday & more", flow: "scheduling", from: "2026-03-01" };
    expect(readFilters(writeFilters(filters))).toEqual(filters);
  });

  it("are left out when empty, and others' are passed over", () => {
    expect(writeFilters(NO_FILTERS)).toBe("");
    expect(readFilters("?utm=1")).toEqual(NO_FILTERS);
    expect(filtersSet(readFilters("?q=hello&step=menu"))).toBe(2);
  });
});

describe("what the service is asked", () => {
  it("goes from the begin of the first day until the end of the last, as days go here", () => {
    const asked = new URLSearchParams(
      callsQuery({ ...NO_FILTERS, from: "2026-03-01", until: "2026-03-31" }, null, 50),
    );
    expect(asked.get("from")).toBe(new Date(2026, 2, 1).toISOString());
    expect(asked.get("until")).toBe(new Date(2026, 3, 1).toISOString());
    expect(asked.get("limit")).toBe("50");
  });

  it("leaves out what is no day", () =>
    expect(callsQuery({ ...NO_FILTERS, from: "yesterday" }, null, 50)).toBe("limit=50"));

  it("goes on behind the cursor", () =>
    expect(callsQuery({ ...NO_FILTERS, flow: "a" }, "c1", 20)).toBe("flow=a&cursor=c1&limit=20"));

  it("asks for calls without a result by an empty one", () =>
    expect(callsQuery({ ...NO_FILTERS, result: WITHOUT_RESULT }, null, 5)).toBe("result=&limit=5"));
});

it("counts today among the last days", () =>
  expect(lastDays(7, new Date(2026, 2, 3, 12))).toEqual({ from: "2026-02-25", until: "2026-03-03" }));
