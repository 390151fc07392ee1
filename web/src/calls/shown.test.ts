import { expect, it } from "vitest";
import { shownValue } from "./shown";

it.each([
  ["a cleaning", "a cleaning"],
  [null, "empty"],
  ["", "empty"],
  [[], "empty"],
  [true, "yes"],
  [12000, "12,000"],
  ["2026-12-01", "1 Dec 2026"],
  ["2026-12-01T08:30", "1 Dec 2026, 08:30"],
  ["2026-99-99", "2026-99-99"],
  ["•••", "kept out of the record"],
  [{ start: "2026-12-01T08:30", staff_id: 2 }, "start 1 Dec 2026, 08:30, staff id 2"],
  [["a", { b: false }], "a; b no"],
])("%j is shown as %s", (value, shown) => expect(shownValue(value)).toBe(shown));

it("tells the begin of what is large", () => expect(shownValue("x".repeat(1000))).toHaveLength(400));
