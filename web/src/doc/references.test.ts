import { describe, expect, test } from "vitest";
import { references, schemaAt, usesOf } from "./references";
import { sales, scheduling, schema } from "./testing/flows";

describe("references", () => {
  test("every step that a step, a handler or the flow itself leads to is found, at its place", () => {
    const found = references(scheduling, schema, "step");
    const at = (path: string) => found.find((each) => each.path.join(".") === path)?.name;
    expect(at("start")).toBe(scheduling.start);
    expect(at("nodes.sure_book.if_yes")).toBe("book_it");
    expect(at("nodes.book_it.if_taken")).toBe("just_taken");
    expect(at("nodes.what_to_change.options.day.to")).toBe("details");
    expect(at("nodes.already_known.cases.0.to")).toBe("sure_move");
    expect(references(sales, schema, "step").map(({ path }) => path.join("."))).toContain(
      "handlers.stop_calling.to",
    );
  });

  test("every found step is a step that there is: nothing else is mistaken for one", () => {
    for (const flow of [sales, scheduling])
      for (const { name } of references(flow, schema, "step"))
        expect(Object.keys(flow.nodes)).toContain(name);
  });

  test("names of values are found where they are keys, in conditions, and in texts of any language", () => {
    const uses = usesOf(scheduling, schema, "date").map(({ path }) => path.join("."));
    expect(uses).toContain("nodes.another_day.set.date");
    expect(uses).toContain("nodes.details.slots.1");
    expect(uses).toContain("nodes.find.with.day");
    expect(uses).toContain("nodes.no_times.say.hi");
  });
});

describe("schemaAt", () => {
  test("the form of a step is that of its type", () => {
    expect(schemaAt(schema, scheduling, ["nodes", "details"])?.properties?.slots).toBeDefined();
    expect(schemaAt(schema, scheduling, ["nodes", "details", "slots", 0])?.["x-names"]).toBe("slot");
    expect(schemaAt(schema, scheduling, ["nodes", "sure_book", "say"])?.format).toBe("wording");
    expect(schemaAt(schema, scheduling, ["nodes", "find", "if_busy"])?.["x-names"]).toBe("step");
  });

  test("a setting that may be left out has the schema of its value, also while it is left out", () => {
    expect(schemaAt(schema, scheduling, ["nodes", "find", "if_error"])?.["x-names"]).toBe("step");
    expect(schemaAt(schema, scheduling, ["nodes", "details", "tries", "then"])?.["x-names"]).toBe("step");
  });

  test("of what the schema does not know there is none", () => {
    expect(schemaAt(schema, scheduling, ["nodes", "details", "colour"])).toBeNull();
    expect(schemaAt(schema, scheduling, ["nodes", "nowhere", "say"])).toBeNull();
  });
});
