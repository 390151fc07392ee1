import { expect, test } from "vitest";
import { isReady, nameFault, nameOf, request, titleIn, type NewFlow } from "./newFlow";

const FLOW: NewFlow = { source: "empty", title: "", name: null, language: "en", copyOf: "sales", file: null };

test("the short name follows the title until it is written by hand", () => {
  expect(nameOf({ ...FLOW, title: "Zahnarzt – Müller & Söhne" })).toBe("zahnarzt_muller_sohne");
  expect(nameOf({ ...FLOW, title: "Appointments", name: "visits" })).toBe("visits");
  expect(nameOf({ ...FLOW, title: "अपॉइंटमेंट" })).toBe("");
});

test("a name that cannot be one, or is taken, is told", () => {
  expect(nameFault("1st", [])).toBe("wrong");
  expect(nameFault("sales", ["sales"])).toBe("taken");
  expect(nameFault("", [])).toBeNull();
});

test("it can be made when there is a title, a name and something to start from", () => {
  expect(isReady(FLOW, [])).toBe(false);
  expect(isReady({ ...FLOW, title: "Visits" }, [])).toBe(true);
  expect(isReady({ ...FLOW, title: "Visits" }, ["visits"])).toBe(false);
  expect(isReady({ ...FLOW, title: "Visits", source: "yaml" }, [])).toBe(false);
});

test("only what it starts from is sent", () => {
  expect(request({ ...FLOW, title: " Visits " })).toEqual({
    name: "visits",
    title: "Visits",
    language: "en",
  });
  expect(request({ ...FLOW, title: "Visits", source: "copy" })).toMatchObject({ copy_of: "sales" });
  const file = { name: "visits.yaml", text: "flow: visits\n" };
  expect(request({ ...FLOW, title: "Visits", source: "yaml", file })).toMatchObject({ yaml: file.text });
});

test("the title of a file is read from its line", () => {
  expect(titleIn('flow: a\ntitle: "Visits, and more"\nabout: x')).toBe("Visits, and more");
  expect(titleIn("flow: a\n")).toBe("");
});
