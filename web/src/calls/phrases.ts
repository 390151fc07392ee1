/** Where something that callers say at a step could be added, so that it is understood next time. */

import { isMap } from "../doc/equal";
import { getAt, setAt } from "../doc/paths";
import { own } from "../doc/own";
import { mapOf, stepAt } from "../doc/reading";
import type { FlowDoc, Json, Path } from "../doc/types";
import { firstWords } from "../doc/wording";

export interface PhrasePlace {
  /** Where the phrases stand. */
  path: Path;
  label: string;
  /** Of what: the step's own options, a slot by its name, or things that may be said anywhere. */
  of: { kind: "step" | "slot" | "handlers"; name: string };
}

/** The step's own options first, then the values of the slots it asks for or listens for, then what may be said anywhere. */
export function phrasePlaces(document: FlowDoc, step: string): PhrasePlace[] {
  const doc = stepAt(document, step);
  if (!doc) return [];
  const ofStep = Object.entries(doc).flatMap(([setting, value]) =>
    places(value, ["nodes", step, setting], { kind: "step", name: step }),
  );
  const slots = new Set([...names(doc["slots"]), ...names(doc["listen_for"])]);
  const values = [...slots].flatMap((slot) =>
    places(mapOf(own(mapOf(document.slots), slot))["values"], ["slots", slot, "values"], {
      kind: "slot",
      name: slot,
    }),
  );
  const anywhere = places(document["handlers"], ["handlers"], { kind: "handlers", name: "" });
  return [...ofStep, ...values, ...anywhere];
}

function places(map: unknown, path: Path, of: PhrasePlace["of"]): PhrasePlace[] {
  if (!isMap(map)) return [];
  return Object.entries(map).flatMap(([key, entry]) =>
    isMap(entry) && Array.isArray(entry["phrases"])
      ? [
          {
            path: [...path, key, "phrases"],
            label: firstWords(entry["label"]) || key.replaceAll("_", " "),
            of,
          },
        ]
      : [],
  );
}

function names(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/** The document with the phrase behind the others; the same document when it is there already. */
export function withPhrase(document: FlowDoc, path: Path, phrase: string): FlowDoc {
  const said = tidy(phrase);
  const there = getAt(document, path);
  const phrases: Json[] = Array.isArray(there) ? there : [];
  const known = phrases.some((each) => typeof each === "string" && tidy(each) === said);
  return known || !said ? document : setAt(document, path, [...phrases, said]);
}

/** As phrases are written: small letters, no full stop. */
export function tidy(phrase: string): string {
  return phrase
    .replace(/[.,!?;:।…"“”]+/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}
