import { isMap } from "../../doc/equal";
import type { Json } from "../../doc/types";
import { firstWords } from "../../doc/wording";
import { asText } from "../plain";

const MOST = 4;
const LANGUAGE = /^[a-z]{2,3}$/;

/** What an entry is about, on one line: its first words, its key, where it leads. */
export function summaryOf(value: Json | undefined): string {
  if (!isMap(value)) return asText(value);
  return Object.values(value).map(wordsOf).filter(Boolean).slice(0, MOST).join(" · ");
}

function wordsOf(part: unknown): string {
  if (Array.isArray(part)) return asText(part[0]);
  if (isMap(part)) return Object.keys(part).every((key) => LANGUAGE.test(key)) ? firstWords(part) : "";
  return typeof part === "boolean" ? "" : asText(part);
}
