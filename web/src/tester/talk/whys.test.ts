import { describe, expect, it } from "vitest";
import { reasons } from "./whys";

const NOTHING = { heard: "", commands: [], conditions: [], actions: [], notes: [] };

describe("why a turn went so", () => {
  it("is not told where nothing happened", () => expect(reasons(NOTHING)).toEqual([]));
  it("is told in words, with who understood it, what was true and what was done", () => {
    const told = reasons({
      heard: "the second one",
      commands: [
        { command: "fill", slot: "day", value: "2026-03-03", said: "tomorrow", by: "rules" },
        { command: "pick", option: "book_it", by: "model" },
        { command: "pick_item", index: 1, by: "rules" },
      ],
      conditions: [{ step: "menu", when: "n > 1", values: { n: 2 }, true: true }],
      exits: [
        { step: "menu", exit: "option book", to: "details" },
        { step: "details", exit: "next", to: "look" },
      ],
      actions: [
        {
          action: "find",
          step: "look",
          arguments: { day: "x", part: null },
          outcome: "ok",
          answer: [{ id: 1 }],
        },
      ],
      notes: ["A note."],
    });
    expect(told.map(({ title, sentences }) => [title, ...sentences.map(({ text }) => text)])).toEqual([
      ["Heard", "“the second one”"],
      [
        "Understood",
        "An answer: day is 2026-03-03, from “tomorrow” (by the rules)",
        "A choice: “Book it” (by the language model)",
        "One of those offered: number 2 (by the rules)",
      ],
      ["Looked at", "“n > 1” is true, because n is 2"],
      ["Did", "find with day is x, came to “ok” and answered 1 item"],
      ["Went", "took the way “Option book” to"],
      ["Also", "A note."],
    ]);
    expect(told.flatMap(({ sentences }) => sentences.flatMap(({ step }) => step ?? []))).toEqual([
      "menu",
      "look",
      "details",
    ]);
  });
});
