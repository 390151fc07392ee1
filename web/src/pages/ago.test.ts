import { expect, test } from "vitest";
import { ago } from "./ago";

const NOW = Date.parse("2026-03-10T12:00:00Z");

test("what was a moment ago is told as now, later in minutes, hours and days, after a week by its day", () => {
  expect(ago("2026-03-10T11:59:40Z", NOW)).toBe("now");
  expect(ago("2026-03-10T11:55:00Z", NOW)).toBe("5 minutes ago");
  expect(ago("2026-03-10T09:00:00Z", NOW)).toBe("3 hours ago");
  expect(ago("2026-03-09T11:00:00Z", NOW)).toBe("yesterday");
  expect(ago("2026-02-10T12:00:00Z", NOW)).toBe("10 Feb 2026");
});

test("no time is no words, and a clock that is a little ahead is now", () => {
  expect(ago("", NOW)).toBe("");
  expect(ago("2026-03-10T12:00:05Z", NOW)).toBe("now");
});
