import fc from "fast-check";
import { expect, test } from "vitest";
import type { Wording } from "./types";
import { firstWords, withWording, wordings } from "./wording";

const languages = ["en", "hi"];
const rungs = fc.array(fc.string({ minLength: 1 }), { maxLength: 3 });
const written: fc.Arbitrary<Wording> = fc.oneof(
  fc.string(),
  fc.array(fc.string(), { minLength: 1 }),
  fc.dictionary(fc.constantFrom("en", "hi"), fc.oneof(fc.string(), fc.array(fc.string(), { minLength: 1 }))),
);

test("what is written for a language is read for it, and the other language keeps its own", () => {
  fc.assert(
    fc.property(written, fc.constantFrom("en", "hi"), rungs, (before, language, ladder) => {
      const now = wordings(withWording(before, language, ladder, languages), languages);
      expect(now[language]).toEqual(
        ladder.length || Object.values(now).flat().join("") !== "" ? ladder : now[language],
      );
      const other = language === "en" ? "hi" : "en";
      if (wordings(before, languages)[other]?.length)
        expect(now[other]).toEqual(wordings(before, languages)[other]);
    }),
    { numRuns: 100 },
  );
});

test("the shortest way of writing is taken", () => {
  expect(withWording("Which day?", "en", ["When?"], languages)).toBe("When?");
  expect(withWording("Which day?", "en", ["When?", "What day?"], languages)).toEqual(["When?", "What day?"]);
  expect(withWording("Which day?", "hi", ["किस दिन?"], languages)).toEqual({
    en: "Which day?",
    hi: "किस दिन?",
  });
  expect(withWording({ en: "Which day?", hi: "किस दिन?" }, "hi", [], languages)).toBe("Which day?");
});

test("nothing is said in a language that has no wording", () => {
  expect(wordings("Which day?", languages)).toEqual({ en: ["Which day?"], hi: [] });
});

test("the first words are those of the first language that has any", () => {
  expect(firstWords({ en: ["", "Which day?"], hi: "किस दिन?" })).toBe("Which day?");
  expect(firstWords(undefined)).toBe("");
});
