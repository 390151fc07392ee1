import { expect, test } from "vitest";
import { setAt, getAt } from "../doc/ops";
import { scheduling, schema } from "../doc/testing/flows";
import type { FlowDoc, Json } from "../doc/types";
import { explicit, happens } from "./builtIn";

const bare = setAt(scheduling, ["handlers"], undefined);
const given = getAt(bare, ["tries", "then"]);
const titled = setAt(bare, ["nodes", typeof given === "string" ? given : "", "title"], "Take a message");
const told = (document: FlowDoc, name: string) => happens(document, schema, name);
const having = (handler: Json) => setAt(bare, ["handlers", "agent"], handler);

test("what every flow understands is told as it happens in this one", () => {
  expect(told(titled, "agent")).toBe("Goes to “Take a message”, as questions do that are given up.");
  expect(told(bare, "cancel")).toBe("Says “All right. Goodbye.” and ends the call as one that failed.");
});

test("a request that the flow sets does what that says", () => {
  expect(told(having({ to: "goodbye" }), "agent")).toBe("Goes to “Goodbye”.");
  expect(told(having({ say: ["One moment"], then: "wait_longer" }), "agent")).toBe(
    "Says “One moment” – waits longer.",
  );
  expect(told(having({ say: "We are closed" }), "agent")).toBe(
    "Says “We are closed” – the open question again.",
  );
  expect(told(having({ off: true }), "agent")).toBe("Switched off in this flow.");
  expect(told(having({ phrases: ["a human"] }), "agent")).toBe(told(bare, "agent"));
});

test("made explicit, it does what it did before", () => {
  expect(getAt(explicit(bare, schema, "agent"), ["handlers", "agent"])).toEqual({ to: given });
  expect(getAt(explicit(bare, schema, "cancel"), ["handlers", "cancel"])).toEqual({
    say: "All right. Goodbye.",
    then: "end",
  });
});
