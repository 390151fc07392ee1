/** Takes what may identify a person out of a call, and puts in something of the same shape that identifies nobody. */

import type { CallPage } from "../api/types";
import { mapOf } from "../doc/reading";
import type { FlowDoc, Json } from "../doc/types";

/** What the service writes for a value that nobody is to see. */
export const HIDDEN = "•••";

const STAND_IN = {
  first: "Alex",
  last: "Morgan",
  email: "alex.morgan@example.com",
  spokenEmail: "alex dot morgan at example dot com",
  text: "a private matter",
  address: "12 Example Street",
};
/** What answers of actions call the person’s name and where they live. */
const NAME = /^((customer|caller|patient|client|contact|first|last|full|given|family)_)*name$|^surname$/;
const LAST_NAME = /^(last|family)_name$|^surname$/;
const ADDRESS = /(^|_)(address|street)$/;
/** Kinds of slots whose values are taken out whether they are marked as sensitive or not. */
const PERSONAL = new Set(["name", "phone", "email", "digits"]);
const NUMBERS = new Set(["phone", "digits", "number"]);
/** So many digits in a row may be somebody's number. */
const NUMBER = 4;

export type Replaced = "number" | "name" | "email" | "text";

/** Words → words, and what was replaced so far. */
export interface Disguise {
  text: (words: string) => string;
  keys: (pressed: string) => string;
  value: (value: Json) => Json;
  number: (number: string) => string;
  /** Words that hold a value of this type that the call's record does not tell. */
  secret: (words: string, type: string) => string;
  replaced: Set<Replaced>;
}

/** Slots whose values are personal, with their types. */
export function personalSlots(document: FlowDoc): ReadonlyMap<string, string> {
  const slots = Object.entries(mapOf(document.slots));
  return new Map(
    slots.flatMap(([name, written]) => {
      const slot = mapOf(written);
      const type = typeof slot["type"] === "string" ? slot["type"] : "text";
      return slot["sensitive"] === true || PERSONAL.has(type) ? [[name, type] as const] : [];
    }),
  );
}

/** Made of all that the call tells of its personal values. */
export function disguise(page: CallPage, document: FlowDoc): Disguise {
  const replaced = new Set<Replaced>();
  const known = knownValues(page, personalSlots(document));
  const numbers = new Map<string, string>();
  for (const digits of known.numbers) numbers.set(digits, standInNumber(digits));
  const names = [...known.names].sort((a, b) => b[0].length - a[0].length);

  const number = (digits: string): string => {
    replaced.add("number");
    for (const [real, instead] of numbers) if (real.endsWith(digits)) return instead.slice(-digits.length);
    return cycled(digits.length);
  };
  const named = (words: string): string =>
    names.reduce((text, [real, instead]) => {
      const changed = text.replace(wholeWord(real), instead);
      if (changed !== text) replaced.add("name");
      return changed;
    }, words);
  const texted = (words: string): string =>
    known.texts.reduce((text, real) => {
      const changed = text.replace(wholeWord(real), STAND_IN.text);
      if (changed !== text) replaced.add("text");
      return changed;
    }, words);
  const mailed = (words: string): string => {
    const changed = words.replace(EMAIL, STAND_IN.email).replace(SPOKEN_EMAIL, STAND_IN.spokenEmail);
    if (changed !== words) replaced.add("email");
    return changed;
  };
  const text = (words: string): string => named(texted(numbered(mailed(words), number)));

  const told = (key: string, each: Json): Json => {
    const changed = value(each);
    if (typeof each !== "string" || changed !== each || !each || !ADDRESS.test(key)) return changed;
    replaced.add("text");
    return STAND_IN.address;
  };
  const value = (given: Json): Json => {
    if (typeof given === "string")
      return given === HIDDEN ? STAND_IN.text : MOMENT.test(given) ? given : text(given);
    if (Array.isArray(given)) return given.map(value);
    if (given !== null && typeof given === "object")
      return Object.fromEntries(Object.entries(given).map(([key, each]) => [key, told(key, each)]));
    return given;
  };
  const secret = (words: string, type: string): string => {
    if (type === "email" && mailed(words) !== words) return text(words);
    if (NUMBERS.has(type) && numbered(words, number) !== words) return text(words);
    replaced.add(type === "name" || type === "email" ? type : NUMBERS.has(type) ? "number" : "text");
    if (type === "name") return `${STAND_IN.first} ${STAND_IN.last}`;
    if (type === "email") return STAND_IN.spokenEmail;
    return NUMBERS.has(type) ? cycled(type === "phone" ? 10 : NUMBER) : STAND_IN.text;
  };
  return {
    text,
    keys: (pressed) => pressed.replace(/\d{4,}/g, number),
    value,
    number: (given) => given.replace(/\d{4,}/, number),
    secret,
    replaced,
  };
}

interface Known {
  numbers: Set<string>;
  /** What is said, and what is put in its place. */
  names: [string, string][];
  texts: string[];
}

function knownValues(page: CallPage, slots: ReadonlyMap<string, string>): Known {
  const known: Known = { numbers: new Set(), names: [], texts: [] };
  const add = (type: string, value: Json | undefined): void => {
    if (typeof value !== "string" && typeof value !== "number") return;
    const said = String(value).trim();
    if (!said || said === HIDDEN) return;
    const digits = said.replace(/\D/g, "");
    if (type === "name") known.names.push(...nameParts(said));
    else if (digits.length >= NUMBER) known.numbers.add(digits);
    else if (type !== "email" && type !== "digits" && said.length > 2) known.texts.push(said);
  };
  for (const action of page.turns.flatMap((turn) => turn.why.actions))
    known.names.push(...namesIn(action.answer).filter(([name]) => name && name !== HIDDEN));
  for (const number of [page.caller, page.callee]) add("phone", number);
  for (const [slot, type] of slots) {
    add(type, page.values[slot]);
    for (const turn of page.turns) {
      add(type, turn.values[slot]);
      for (const command of turn.why.commands) {
        if (command.slot !== slot) continue;
        add(type, command.value);
        add(type, command.said);
      }
    }
  }
  return known;
}

/** Names that an action answered. */
function namesIn(answer: Json): [string, string][] {
  if (Array.isArray(answer)) return answer.flatMap(namesIn);
  if (answer === null || typeof answer !== "object") return [];
  return Object.entries(answer).flatMap(([key, each]) =>
    typeof each !== "string" || !NAME.test(key)
      ? namesIn(each)
      : LAST_NAME.test(key)
        ? [[each, STAND_IN.last]]
        : nameParts(each),
  );
}

function nameParts(name: string): [string, string][] {
  const parts = name.split(/\s+/);
  const last = parts.length - 1;
  const whole: [string, string] = [name, last > 0 ? `${STAND_IN.first} ${STAND_IN.last}` : STAND_IN.first];
  const each = parts.flatMap((part, index): [string, string][] =>
    part.length > 2 ? [[part, index === last && last > 0 ? STAND_IN.last : STAND_IN.first]] : [],
  );
  return [whole, ...each];
}

/** Not within another word; letters of any script. */
function wholeWord(words: string): RegExp {
  const plain = words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])${plain}(?![\\p{L}\\p{M}\\p{N}])`, "giu");
}

/** Same country and length, but a number that nobody has or that is set aside for examples. */
function standInNumber(digits: string): string {
  if (/^1\d{10}$/.test(digits)) return "14155550137";
  if (digits.length < 11) return cycled(digits.length);
  return `${digits.slice(0, 3)}${"0".repeat(digits.length - 6)}137`;
}

function cycled(length: number): string {
  return Array.from({ length }, (_, index) => (index + 1) % 10).join("");
}

const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const SPOKEN_EMAIL =
  /[\p{L}\p{N}]+(?: (?:dot|dash|underscore|hyphen) [\p{L}\p{N}]+)* at [\p{L}\p{N}]+(?: dot [\p{L}\p{N}]+)+/giu;
/** Words for figures, in the languages that are understood. */
const FIGURES: Record<string, string> = Object.fromEntries(
  [
    "zero one two three four five six seven eight nine",
    "oh",
    "shunya ek do teen char panch chhe saat aath nau",
    "शून्य एक दो तीन चार पाँच छह सात आठ नौ",
  ].flatMap((words) => words.split(" ").map((word, figure) => [word, String(figure)])),
);
Object.assign(FIGURES, { chaar: "4", paanch: "5", पांच: "5", chah: "6", छः: "6" });
const TIMES: Record<string, number> = { double: 2, triple: 3, डबल: 2, ट्रिपल: 3 };
const DIGIT = `(?:(?:${Object.keys(TIMES).join("|")}) )?(?:\\p{Nd}+|${Object.keys(FIGURES).join("|")})`;
const DIGIT_RUN = new RegExp(
  `(?<![\\p{L}\\p{M}\\p{N}])\\+?${DIGIT}(?:[ ,.\\-–]+${DIGIT})*(?![\\p{L}\\p{M}\\p{N}])`,
  "giu",
);
const DAY = /^\d{4}-\d\d-\d\d$/;
const MOMENT = /^\d{4}-\d\d-\d\d(T[\d:.+Z-]+)?$/;
const YEAR = /^20[23]\d$/;

/** Rows of digits, in figures or words, that are long enough to be somebody's number. */
function numbered(words: string, number: (digits: string) => string): string {
  return words.replace(DIGIT_RUN, (run) => {
    const digits = figures(run);
    return DAY.test(run) || YEAR.test(run) || digits.length < NUMBER ? run : number(digits);
  });
}

function figures(run: string): string {
  let times = 1;
  let digits = "";
  for (const token of run.toLowerCase().split(/[\s,.\-–+]+/)) {
    const again = TIMES[token];
    if (again === undefined) digits += (FIGURES[token] ?? token).repeat(times);
    times = again ?? 1;
  }
  return digits;
}
