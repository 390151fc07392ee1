// @vitest-environment jsdom
import { expect, test } from "vitest";
import { commandOf } from "./keys";

function press(key: string, more: Partial<Parameters<typeof commandOf>[0]> = {}) {
  const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, defaultPrevented: false };
  return commandOf({ key, target: document.body, ...none, ...more });
}

function field(html: string): Element {
  document.body.innerHTML = html;
  const found = document.querySelector("input");
  if (!found) throw new Error("no field");
  return found;
}

test("the usual keys undo, redo and save, on either kind of keyboard", () => {
  expect(press("z", { ctrlKey: true })).toBe("undo");
  expect(press("Z", { metaKey: true, shiftKey: true })).toBe("redo");
  expect(press("y", { ctrlKey: true })).toBe("redo");
  expect(press("s", { ctrlKey: true })).toBe("save");
  expect(press("?", { shiftKey: true })).toBe("keys");
});

test("in a field of the document undo takes back what was done to the document", () => {
  const target = field("<div data-document><input /></div>");
  expect(press("z", { ctrlKey: true, target })).toBe("undo");
});

test("in any other field undo is the field's own, and a question mark is a question mark", () => {
  const target = field("<input />");
  expect(press("z", { ctrlKey: true, target })).toBeNull();
  expect(press("?", { target })).toBeNull();
  expect(press("s", { ctrlKey: true, target })).toBe("save");
});

test("what somebody else has dealt with is left alone", () => {
  expect(press("z", { ctrlKey: true, defaultPrevented: true })).toBeNull();
  expect(press("a")).toBeNull();
});
