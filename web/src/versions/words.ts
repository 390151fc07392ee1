/** What the dialog and the pages of versions say in more than one place. */

import { ApiError } from "../api/client";

const WHEN = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** A moment, as people here write it. */
export function when(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : WHEN.format(date);
}

/** The sentence of what the service refused. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  throw error;
}

const NUMBER = /^\+[1-9][0-9]{5,14}$/;

/** A phone number as the network writes it, without blanks and the like; null when it is none. */
export function phoneNumber(text: string): string | null {
  const plain = text.replace(/[\s().-]/g, "").replace(/^00/, "+");
  return NUMBER.test(plain) ? plain : null;
}

/** A share in a hundred, of what was written; null when it is none from 1 to 50. */
export function percentOf(text: string): number | null {
  const number = Number(text);
  return Number.isInteger(number) && number >= 1 && number <= 50 ? number : null;
}

/** A sentence in which names stand between asterisks, in parts. */
export function starred(text: string): { text: string; isName: boolean }[] {
  return text
    .split(/\*([^*]+)\*/)
    .map((part, place) => ({ text: part, isName: place % 2 === 1 }))
    .filter((part) => part.text);
}
