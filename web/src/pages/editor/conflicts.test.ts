import { expect, test } from "vitest";
import { scheduling, schema } from "../../doc/testing/flows";
import { placeWords, valueWords } from "./conflicts";

test("a setting of a step is told by the step's title, the form's word for it and the language", () => {
  const say = schema.$defs?.Confirm?.properties?.say?.title ?? "";
  expect(placeWords(scheduling, schema, ["nodes", "sure_book", "say", "hi"])).toBe(
    `Sure book – ${say}, Hindi`,
  );
});

test("what is not in a step is told by what it is", () => {
  expect(placeWords(scheduling, schema, ["languages"])).toBe("Languages");
  expect(placeWords(scheduling, schema, ["tests", 0, "name"])).toMatch(/^Tests, 1, /);
});

test("a value is told by its first words, cut when it is long", () => {
  expect(valueWords({ en: ["Which day?", "When?"] })).toBe("Which day?");
  expect(valueWords(undefined)).toBe("taken away");
  expect(valueWords("x".repeat(200)).length).toBeLessThan(90);
});
