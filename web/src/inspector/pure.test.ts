import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scheduling, schema, specOf, steps } from "../doc/testing/flows";
import type { Json, Wording } from "../doc/types";
import { wordings } from "../doc/wording";
import { fieldsOf, kindOf, operatorsFor } from "./conditionFields";
import { readLength, UNITS, writeLength } from "./duration";
import { renamedKey } from "./entries";
import { height, isMissing, movedRung, withCell, withoutRung } from "./ladder";
import { declared, found, made, nameOptions } from "./nameOptions";
import { sayables } from "./placeholders";
import { asText, rowsOf } from "./plain";
import { problemsAround, problemsAt } from "./problemsAt";
import { applies, helpOf, settingsOf, shapeOf, widgetOf } from "./shape";
import { asKind, chosen, source } from "./valueOf";

const FUNCTIONS = new Map(steps.functions.map(({ name, takes }) => [name, takes]));
const LANGUAGES = ["en", "hi"];
const rungs = fc.array(fc.constantFrom("one", "two", "three"), { maxLength: 3 });
const wording = fc
  .record({ en: rungs, hi: rungs })
  .map((all): Wording | undefined =>
    LANGUAGES.reduce<Wording | undefined>(
      (text, language) =>
        all[language as "en" | "hi"].reduce<Wording | undefined>(
          (now, words, rung) => withCell(now, { language, rung, text: words }, LANGUAGES),
          text,
        ),
      undefined,
    ),
  );

describe("the widget of a setting", () => {
  const widget = (type: string, name: string) => {
    const { fields } = specOf(type);
    return widgetOf(schema, shapeOf(schema, fields.properties?.[name] ?? {}));
  };
  it.each([
    ["choose", "say", "wording"],
    ["choose", "options", "keyed"],
    ["choose", "save", "name"],
    ["check", "cases", "records"],
    ["check", "else", "name"],
    ["do", "with", "values"],
    ["do", "timeout", "duration"],
    ["set", "set", "values"],
    ["converse", "done_when", "expression"],
    ["converse", "never", "phrases"],
    ["converse", "limits", "model"],
    ["ask", "slots", "names"],
    ["ask", "tries", "model"],
    ["offer", "show", "number"],
    ["transfer", "mode", "choice"],
    ["say", "disclosure", "switch"],
    ["say", "note", "prose"],
    ["say", "title", "line"],
    ["say", "type", "hidden"],
  ])("of %s.%s is %s", (type, name, expected) => {
    expect(widget(type, name)).toBe(expected);
  });

  it("is known for every setting of every type and of the flow", () => {
    for (const part of [schema, ...Object.values(schema.$defs ?? {})])
      for (const each of Object.values(part.properties ?? {}))
        expect(widgetOf(schema, shapeOf(schema, each))).toBeTruthy();
  });

  it("comes with the usual settings first and the exits after them", () => {
    const { common, more } = settingsOf(schema, specOf("confirm").fields, ["title", "section"]);
    expect(common.map(({ name }) => name)).toEqual(["say", "change", "if_yes", "if_no"]);
    expect(more.map(({ name }) => name)).toContain("tries");
  });

  it("has an effect only with what its schema says of the settings beside it", () => {
    const typed = { "x-only-for": { type: ["number"] } };
    expect(applies(typed, () => "date")).toBe(false);
    expect(applies(typed, () => "number")).toBe(true);
    const beside = (values: Record<string, Json>) => (name: string) => values[name];
    const then = { "x-only-with": ["say", "answer"], "x-unless": ["to", "off"] };
    expect(applies(then, beside({}))).toBe(false);
    expect(applies(then, beside({ say: "Hello", off: false }))).toBe(true);
    expect(applies(then, beside({ say: "" }))).toBe(false);
    expect(applies(then, beside({ say: "Hello", to: "menu" }))).toBe(false);
  });

  it("has no help that only repeats its name", () => {
    expect(helpOf({ title: "Question", description: "The question." })).toBeUndefined();
    expect(helpOf({ title: "Key", description: "The key that picks it." })).toBe("The key that picks it.");
  });
});

describe("texts with re-asks", () => {
  it("keep what the other language says", () => {
    const text = { en: ["a", "b"], hi: "क" };
    expect(withCell(text, { language: "hi", rung: 1, text: "ख" }, LANGUAGES)).toEqual({
      en: ["a", "b"],
      hi: ["क", "ख"],
    });
    expect(withCell("a", { language: "hi", rung: 0, text: "क" }, LANGUAGES)).toEqual({ en: "a", hi: "क" });
    expect(withCell({ en: "a", hi: "क" }, { language: "hi", rung: 0, text: "" }, LANGUAGES)).toBe("a");
    expect(withCell("a", { language: "en", rung: 0, text: "" }, LANGUAGES)).toBeUndefined();
  });

  it("miss a wording where another language has words, not only values", () => {
    expect(isMissing({ en: ["On {day}"], hi: [] }, "hi", 0)).toBe(true);
    expect(isMissing({ en: ["{item.start|time}, {day}"], hi: [] }, "hi", 0)).toBe(false);
  });

  it("lose a rung in all languages, and no more", () => {
    fc.assert(
      fc.property(wording, fc.nat(2), (text, rung) => {
        const now = withoutRung(text, rung, LANGUAGES);
        expect(height(now, LANGUAGES)).toBe(
          Math.max(0, height(text, LANGUAGES) - (rung < height(text, LANGUAGES) ? 1 : 0)),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("are the same after a move and back", () => {
    fc.assert(
      fc.property(wording, (text) => {
        const back = movedRung(movedRung(text, 0, 1, LANGUAGES), 1, -1, LANGUAGES);
        expect(wordings(back, LANGUAGES)).toEqual(wordings(text, LANGUAGES));
      }),
      { numRuns: 100 },
    );
  });
});

describe("lengths of time", () => {
  it("are read as they are written", () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.constantFrom(...UNITS), (amount, unit) => {
        const length = { amount: String(amount), unit };
        expect(readLength(writeLength(length))).toEqual(length);
      }),
    );
    expect(readLength(1800)).toEqual({ amount: "30", unit: "m" });
    expect(readLength(0.7)).toEqual({ amount: "700", unit: "ms" });
    expect(readLength("soon")).toBeNull();
  });
});

describe("values", () => {
  it.each([
    "service",
    "time_slot.start",
    '"book"',
    "3",
    "-2",
    "true",
    "empty()",
    "today()",
    "first(times)",
    "score + 1",
  ])("say the same after they were shown: %s", (written) => {
    const choice = chosen(written, FUNCTIONS);
    expect(choice && asText(source(choice))).toBe(written);
  });

  it("keep numbers and truth values as such", () => {
    expect(source({ kind: "number", text: "0" })).toBe(0);
    expect(source({ kind: "truth", value: false })).toBe(false);
    expect(asKind({ kind: "text", text: "a" }, "formula", { sort: "any", values: [] })).toEqual({
      kind: "formula",
      text: '"a"',
    });
  });
});

describe("fields of conditions", () => {
  it("are slots, variables, parts of records in use, and the call", () => {
    const all = fieldsOf(scheduling).flatMap(({ fields }) =>
      fields.map(({ path, of }) => (of ? `${of}(${path})` : path)),
    );
    expect(all).toEqual(
      expect.arrayContaining(["date", "weekday(date)", "size(times)", "time_slot.start", "call.open"]),
    );
  });

  it("have operators that fit their kind", () => {
    const service = kindOf(scheduling, { path: "service", of: "" });
    expect(service).toEqual({ sort: "choice", values: ["cleaning", "checkup", "filling"] });
    expect(operatorsFor(service)).not.toContain("less");
    expect(operatorsFor(kindOf(scheduling, { path: "times", of: "size" }))).toContain("more");
  });
});

describe("names", () => {
  it("are found by name first, then by what they are about", () => {
    const options = nameOptions(scheduling, "step", schema, []);
    expect(found(options, "book it")[0]?.name).toBe("book_it");
    expect(found(options, "free on").map(({ name }) => name)).toContain("no_times");
    expect(nameOptions(scheduling, "handler", schema, []).map(({ name }) => name)).toContain("repeat");
  });

  it("make new things with what they need", () => {
    const [document, name] = made(scheduling, { kind: "slot", words: "Colour", type: "choice", steps });
    expect([name, document.slots?.["colour"]]).toEqual(["colour", { type: "choice", values: { first: {} } }]);
    const [more, variable] = made(scheduling, { kind: "value", words: "date", type: "list", steps });
    expect([variable, more["vars"]]).toEqual([
      "date_2",
      expect.objectContaining({ date_2: { type: "list" } }),
    ]);
    expect(
      made(scheduling, { kind: "result", words: "sold", type: "success", steps })[0]["results"],
    ).toMatchObject({ sold: "success" });
  });

  it("declare an action with its signature", () => {
    const spec = {
      name: "x",
      summary: "",
      arguments: { day: { type: "date", required: true, description: "" } },
      answers: { out: "list", fields: {} },
      outcomes: [],
      effect: false,
    };
    expect(declared(scheduling, spec)["actions"]).toMatchObject({ x: { in: { day: "date" }, out: "list" } });
  });

  it("are changed wherever they are named", () => {
    const document = renamedKey(scheduling, ["handlers"], "cancel", "stop", schema);
    expect(document.nodes["what_to_change"]?.["not_here"]).toEqual(["stop"]);
    expect(renamedKey(document, ["actions"], "book", "reserve", schema).nodes["book_it"]?.["action"]).toBe(
      "reserve",
    );
    expect(
      renamedKey(scheduling, ["nodes", "menu", "options"], "book", "new", schema).nodes["menu"]?.["options"],
    ).toHaveProperty("new");
  });

  it("of values come with how they are best said", () => {
    const all = sayables(scheduling, steps.filters);
    expect(all.find(({ path }) => path === "date")?.usual).toBe("spoken");
    expect(all.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["time_slot.start", "item.start", "call.caller"]),
    );
  });
});

describe("problems", () => {
  const problem = (...path: (string | number)[]) => ({
    path,
    line: 1,
    code: "x",
    message: "",
    fix: "",
    level: "error" as const,
    consequences: [],
    repair: null,
  });
  it("stand at their setting, or else at the form around it", () => {
    const all = [problem("nodes", "a"), problem("nodes", "a", "say", "en"), problem("nodes", "a", "sya")];
    expect(problemsAt(all, ["nodes", "a", "say"], true)).toEqual([all[1]]);
    expect(problemsAt(all, ["nodes", "a", "say"], false)).toEqual([]);
    expect(problemsAround(all, ["nodes", "a"], ["say"])).toEqual([all[0], all[2]]);
  });
});

describe("the height of a field", () => {
  it("is that of its text, at least so many lines and never the whole panel", () => {
    expect(rowsOf("", 2)).toBe(2);
    expect(rowsOf("Hello.", 1)).toBe(1);
    expect(rowsOf("Hello. ".repeat(20), 2)).toBe(4);
    expect(rowsOf("one\n\nthree", 1)).toBe(3);
    expect(rowsOf("Hello. ".repeat(500), 2)).toBe(10);
  });
});
