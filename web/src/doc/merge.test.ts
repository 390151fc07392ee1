import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { same } from "./equal";
import { mergeDocuments } from "./merge";
import { addStep, getAt, moveKey, removeSteps, renameStep, setAt } from "./ops";
import { sales, scheduling, schema, specOf } from "./testing/flows";
import type { FlowDoc, Json } from "./types";

const RUNS = { numRuns: 100 };

/** Any two documents of the same shape as documents have: keyed maps of maps of settings. */
const setting: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom("a", "b", "c"),
  fc.integer({ min: 0, max: 2 }),
  fc.boolean(),
);
const key = fc.constantFrom("p", "q", "r", "s", "t");
const part = fc.dictionary(key, fc.oneof(setting, fc.dictionary(key, setting, { maxKeys: 3 })), {
  maxKeys: 4,
});
const flow = part.map((nodes) => ({ flow: "f", title: "F", start: "p", nodes }) as unknown as FlowDoc);

/** Every setting: its path and value; maps are told by what is in them. */
function settings(value: unknown, path: string[] = []): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [[path.join("."), value]];
  return Object.entries(value).flatMap(([name, inner]) => settings(inner, [...path, name]));
}

describe("mergeDocuments", () => {
  test("without changes on one side, the other side is the result", () => {
    fc.assert(
      fc.property(flow, flow, (base, side) => {
        expect(mergeDocuments(base, base, side)).toEqual({ document: side, conflicts: [] });
        expect(mergeDocuments(base, side, base).document).toBe(side);
        expect(same(mergeDocuments(base, base, side).document, side)).toBe(true);
      }),
      RUNS,
    );
  });

  test("what only one side changed is never lost, and what both changed is told unless they agree", () => {
    fc.assert(
      fc.property(flow, flow, flow, (base, ours, theirs) => {
        const { document, conflicts } = mergeDocuments(base, ours, theirs);
        const told = conflicts.map(({ path }) => path.join("."));
        const [b, o, t, m] = [base, ours, theirs, document].map((each) => new Map(settings(each)));
        if (!b || !o || !t || !m) throw new Error("four documents");
        const untold = (at: string) => !told.some((path) => at === path || at.startsWith(`${path}.`));
        for (const at of new Set([...b.keys(), ...o.keys(), ...t.keys()])) {
          if (!untold(at)) expect(m.get(at)).toBe(o.get(at));
          else if (o.get(at) === b.get(at)) expect(m.get(at)).toBe(t.get(at));
          else expect(m.get(at)).toBe(o.get(at));
        }
      }),
      RUNS,
    );
  });

  test("two people who change different steps of a real flow lose nothing", () => {
    fc.assert(
      fc.property(fc.subarray(Object.keys(scheduling.nodes), { minLength: 2, maxLength: 2 }), (names) => {
        const [one = "", other = ""] = names;
        const ours = setAt(scheduling, ["nodes", one, "note"], "ours");
        const theirs = setAt(scheduling, ["nodes", other, "title"], "Theirs");
        const { document, conflicts } = mergeDocuments(scheduling, ours, theirs, schema);
        expect(conflicts).toEqual([]);
        expect(getAt(document, ["nodes", one, "note"])).toBe("ours");
        expect(getAt(document, ["nodes", other, "title"])).toBe("Theirs");
        expect(Object.keys(document.nodes)).toEqual(Object.keys(scheduling.nodes));
      }),
      RUNS,
    );
  });

  test("of a setting that both changed ours stays, and both are told", () => {
    const path = ["nodes", "just_taken", "say", "en"];
    const { document, conflicts } = mergeDocuments(
      scheduling,
      setAt(scheduling, path, "Ours."),
      setAt(scheduling, path, "Theirs."),
    );
    expect(getAt(document, path)).toBe("Ours.");
    expect(conflicts).toEqual([{ path, ours: "Ours.", theirs: "Theirs." }]);
  });

  test("steps that both added stand behind those after which they were put", () => {
    const add = (name: string) => addStep(scheduling, { type: "say", spec: specOf("say"), schema, name })[0];
    const { document } = mergeDocuments(scheduling, add("ours"), add("theirs"));
    expect(Object.keys(document.nodes).slice(-2).sort()).toEqual(["ours", "theirs"]);
  });

  test("a new order of one side stays with the other side's new step in it", () => {
    const ours = moveKey(scheduling, ["nodes"], "find", -2);
    const theirs = removeSteps(scheduling, ["no_times"], schema);
    const { document } = mergeDocuments(scheduling, ours, theirs, schema);
    expect(Object.keys(document.nodes)).toEqual(
      Object.keys(ours.nodes).filter((name) => name !== "no_times"),
    );
  });

  test("a step that one side renamed keeps what the other side changed in it and led to it", () => {
    const ours = renameStep(scheduling, "find", "search_times", schema);
    const theirs = setAt(
      setAt(scheduling, ["nodes", "find", "save"], "slots_found"),
      ["nodes", "who", "next"],
      "find",
    );
    for (const { document, conflicts } of [
      mergeDocuments(scheduling, ours, theirs, schema),
      mergeDocuments(scheduling, theirs, ours, schema),
    ]) {
      expect(conflicts).toEqual([]);
      expect(getAt(document, ["nodes", "search_times", "save"])).toBe("slots_found");
      expect(getAt(document, ["nodes", "who", "next"])).toBe("search_times");
      expect(document.nodes).not.toHaveProperty("find");
      expect(document.renamed).toEqual({ find: "search_times" });
    }
  });

  test("tests, phrases and answers that both added are all there", () => {
    const phrases = ["nodes", "what_to_change", "options", "day", "phrases"];
    const added = (flow: FlowDoc, phrase: string) => setAt(flow, [...phrases, 99], phrase);
    const { document, conflicts } = mergeDocuments(
      scheduling,
      added(scheduling, "when"),
      added(scheduling, "which day"),
    );
    expect(conflicts).toEqual([]);
    expect(getAt(document, phrases)).toEqual([
      ...(getAt(scheduling, phrases) as string[]),
      "when",
      "which day",
    ]);
  });

  test("what nobody changed is the very same object, so that it is not drawn anew", () => {
    const ours = setAt(sales, ["nodes", "opening", "note"], "ours");
    const theirs = JSON.parse(
      JSON.stringify(setAt(sales, ["nodes", "consent", "note"], "theirs")),
    ) as FlowDoc;
    const { document } = mergeDocuments(sales, ours, theirs);
    expect(document.nodes.opening).toBe(ours.nodes.opening);
    expect(document.slots).toBe(sales.slots);
    expect(document.nodes.direction).toBe(sales.nodes.direction);
  });
});
