import { expect, test } from "vitest";
import { headline, leaves, spokenSettings } from "./headline";
import { scheduling, specOf, steps } from "./testing/flows";

function headlineOf(name: string): string {
  const step = scheduling.nodes[name];
  if (!step) throw new Error(name);
  return headline(step, specOf(step.type), scheduling);
}

test("a step is known by the first words that it says", () => {
  expect(headlineOf("welcome")).toBe("Riverside Dental, hello.");
});

test("a text that only reads a value out gives way to one with words of its own", () => {
  expect(headlineOf("offer_time")).toBe("For {service|label} on {date|spoken} I have");
});

test("a step that says nothing itself is known by the question of its first slot", () => {
  expect(headlineOf("whose")).toBe("What is the best phone number for you?");
});

test("a step that says nothing at all is known by what it works with", () => {
  expect(headlineOf("book_it")).toBe("book");
  expect(headlineOf("already_known")).toBe('purpose == "move"');
  expect(headlineOf("only_one")).toBe("appointment = first(appointments)");
});

test("a step of a type that the service does not know has no headline", () => {
  expect(headline({ type: "dance", say: "Hello" }, undefined, scheduling)).toBe("");
});

test("every text of a part is found with its place", () => {
  expect(leaves({ say: ["One", "Two"], to: null, tries: { then: "bye" } }, ["nodes", "a"])).toEqual([
    { path: ["nodes", "a", "say", 0], text: "One" },
    { path: ["nodes", "a", "say", 1], text: "Two" },
    { path: ["nodes", "a", "tries", "then"], text: "bye" },
  ]);
});

test("which settings are spoken is read off the schema", () => {
  const spoken = spokenSettings(steps.schema);
  expect([...spoken]).toEqual(expect.arrayContaining(["say", "ask", "filler"]));
  expect(spoken.has("phrases")).toBe(false);
});
