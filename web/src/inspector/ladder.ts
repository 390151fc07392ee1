/** Changes of a text with its re-asks: rungs in rows, languages in columns. */

import type { Wording } from "../doc/types";
import { withWording, wordings } from "../doc/wording";

type Ladders = Record<string, string[]>;

/** The languages that a text is shown in: the flow's, and others that it has wording in. */
export function columns(value: Wording | undefined, languages: readonly string[]): string[] {
  return [...new Set([...languages, ...Object.keys(wordings(value, languages))])];
}

/** How many rungs the longest ladder has. */
export function height(value: Wording | undefined, languages: readonly string[]): number {
  return Math.max(0, ...Object.values(wordings(value, languages)).map((rungs) => rungs.length));
}

/** The text with one cell changed; undefined when nothing is left of it. */
export function withCell(
  value: Wording | undefined,
  { language, rung, text }: { language: string; rung: number; text: string },
  languages: readonly string[],
): Wording | undefined {
  const rungs = [...(wordings(value, languages)[language] ?? [])];
  while (rungs.length < rung) rungs.push("");
  rungs[rung] = text;
  return written(value, { [language]: rungs }, languages);
}

/** The text without a rung, in all languages. */
export function withoutRung(
  value: Wording | undefined,
  rung: number,
  languages: readonly string[],
): Wording | undefined {
  return everywhere(value, languages, (rungs) => rungs.filter((_, index) => index !== rung));
}

/** The text with a rung in the place of its neighbour, in all languages that have both. */
export function movedRung(
  value: Wording | undefined,
  rung: number,
  by: number,
  languages: readonly string[],
): Wording | undefined {
  return everywhere(value, languages, (rungs) => {
    const moved = [...rungs];
    const [one, other] = [moved[rung], moved[rung + by]];
    if (one === undefined || other === undefined) return rungs;
    moved[rung] = other;
    moved[rung + by] = one;
    return moved;
  });
}

function everywhere(
  value: Wording | undefined,
  languages: readonly string[],
  change: (rungs: string[]) => string[],
): Wording | undefined {
  const all = Object.entries(wordings(value, languages)).map(([language, rungs]) => [
    language,
    change(rungs),
  ]);
  return written(value, Object.fromEntries(all) as Ladders, languages);
}

function written(
  value: Wording | undefined,
  ladders: Ladders,
  languages: readonly string[],
): Wording | undefined {
  const now = Object.entries(ladders).reduce<Wording | undefined>(
    (text, [language, rungs]) => withWording(text, language, trimmed(rungs), languages),
    value,
  );
  return height(now, languages) === 0 || now === "" ? undefined : now;
}

function trimmed(rungs: string[]): string[] {
  const last = rungs.findLastIndex((rung) => rung !== "");
  return rungs.slice(0, last + 1);
}

/** Another language says words here, and this one nothing; values alone are the same in all languages. */
export function isMissing(ladders: Ladders, language: string, rung: number): boolean {
  const says = (words: string | undefined) => /\p{L}/u.test((words ?? "").replace(/\{[^{}]*\}/g, ""));
  return !ladders[language]?.[rung] && Object.values(ladders).some((rungs) => says(rungs[rung]));
}
