/** Names of steps, slots and the like: small letters, digits and underscores. */

const LONGEST = 60;

/** A name made of what somebody wrote: “Ask the day” → ask_the_day; `otherwise` when nothing is left of it. */
export function nameFrom(words: string, otherwise: string): string {
  const name = words
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[_0-9]+|_+$/g, "")
    .slice(0, LONGEST - 4);
  return name === "" ? otherwise : name;
}

/** Whether something may be a name. */
export function isName(text: string): boolean {
  return /^[a-z][a-z0-9_]*$/.test(text) && text.length <= LONGEST;
}

/** `base`, or `base_2`, `base_3`, …: the first that is not taken. */
export function freshName(base: string, taken: Iterable<string>): string {
  const all = new Set(taken);
  if (!all.has(base)) return base;
  const root = base.replace(/_[0-9]+$/, "");
  let number = 2;
  while (all.has(`${root}_${number}`)) number += 1;
  return `${root}_${number}`;
}

/** A name as a person would read it: look_up → Look up. */
export function spaced(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
