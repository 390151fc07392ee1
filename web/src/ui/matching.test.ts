import { expect, test } from "vitest";
import { matching, plain } from "./matching";

const choices = [
  { id: "new:say", label: "Say", detail: "Speaks, and goes on.", group: "new" },
  { id: "new:ask", label: "Ask", detail: "Asks for each slot that is still empty.", group: "new" },
  { id: "step:look_up", label: "Look up", detail: "One moment", group: "old" },
  { id: "step:up", label: "Up", group: "old" },
];

test("every word typed must be in the label, the name or the detail", () => {
  expect(matching(choices, "empty slot").map((choice) => choice.id)).toEqual(["new:ask"]);
  expect(matching(choices, "LOOK_up").map((choice) => choice.id)).toEqual(["step:look_up"]);
  expect(matching(choices, "")).toEqual(choices);
});

test("labels that begin so come first, within their group", () => {
  expect(matching(choices, "up").map((choice) => choice.id)).toEqual(["step:up", "step:look_up"]);
});

test("accents and capitals do not matter, Devanagari signs do", () => {
  expect(plain("Café")).toBe("cafe");
  expect(plain("कि")).not.toBe(plain("क"));
});
