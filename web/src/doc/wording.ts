/** Texts as people see them: for each language a ladder of wordings, however short they are written. */

import { isMap, same } from "./equal";
import { textOf } from "./reading";
import type { Wording } from "./types";

/** The ladder of each language; a language without a wording has an empty one. */
export function wordings(value: Wording | undefined, languages: readonly string[]): Record<string, string[]> {
  const none = Object.fromEntries(languages.map((language): [string, string[]] => [language, []]));
  if (!isMap(value) && !Array.isArray(value) && typeof value !== "string") return none;
  if (typeof value === "string" || Array.isArray(value)) {
    const [first = "en"] = languages;
    return { ...none, [first]: [value].flat().map(textOf) };
  }
  const written = Object.entries(value).map(([language, rungs]): [string, string[]] => [
    language,
    [rungs].flat().map(textOf),
  ]);
  return { ...none, ...Object.fromEntries(written) };
}

/** The text with the ladder of one language replaced, in the shortest way of writing; without rungs the language goes. */
export function withWording(
  value: Wording | undefined,
  language: string,
  rungs: readonly string[],
  languages: readonly string[],
): Wording {
  const [first = language] = languages;
  const all = Object.entries({ ...wordings(value, languages), [language]: [...rungs] }).filter(
    ([, ladder]) => ladder.length > 0,
  );
  const [only] = all;
  if (!only) return "";
  const written: Wording =
    all.length === 1 && only[0] === first
      ? short(only[1])
      : Object.fromEntries(all.map(([each, ladder]) => [each, short(ladder)]));
  return value !== undefined && same(value, written) ? value : written;
}

function short(ladder: string[]): string | string[] {
  const [first = "", ...more] = ladder;
  return more.length ? ladder : first;
}

/** The first thing that is said, in the first language that has it; empty when nothing is. */
export function firstWords(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(firstWords).find((words) => words !== "") ?? "";
  if (typeof value !== "object" || value === null) return "";
  return (
    Object.values(value)
      .map(firstWords)
      .find((words) => words !== "") ?? ""
  );
}
