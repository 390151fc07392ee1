import { expect, test } from "vitest";
import { askedBy } from "./asking";
import { setAt } from "./ops";
import { scheduling, steps } from "./testing/flows";
import { distinctTitle, shownName } from "./titles";

test("the steps that ask for a slot are those that name it to put its question", () => {
  const twice = setAt(scheduling, ["nodes", "again"], { type: "ask", slots: ["phone"], next: "goodbye" });
  expect(askedBy(twice, steps, "phone")).toEqual([...askedBy(scheduling, steps, "phone"), "again"]);
  expect(askedBy(scheduling, steps, "nothing")).toEqual([]);
});

test("a step is shown by its title, with its name only where two are alike", () => {
  const titled = setAt(scheduling, ["nodes", "menu", "title"], "What next");
  expect(distinctTitle(titled, "menu")).toBe("What next");
  const alike = setAt(titled, ["nodes", "goodbye", "title"], "What next");
  expect(distinctTitle(alike, "menu")).toBe("What next (menu)");
});

test("results are spaced out; slots are written in conditions, so they keep their names", () => {
  expect(shownName(scheduling, "result", "refill_ordered")).toBe("Refill ordered");
  expect(shownName(scheduling, "slot", "day_part")).toBe("day_part");
  expect(shownName(scheduling, "step", "not_there")).toBe("not_there");
});
