/** Why a turn went as it did, in words. */

import type { Why } from "../../api/types";
import { spaced } from "../../doc/names";
import type { Json } from "../../doc/types";
import { strings } from "../../strings";
import { shown } from "./values";

const { why: words, commands } = strings.tester;

/** A way out that says nothing: there is no other. */
const PLAIN = "next";

/** A sentence, and the step that it speaks of, where it speaks of one. */
export interface Sentence {
  text: string;
  step?: string;
}

export interface Reasons {
  title: string;
  sentences: Sentence[];
}

/** What there is to say, under headings, in the order in which it happened; nothing for what did not. */
export function reasons(why: Why): Reasons[] {
  const all: Reasons[] = [
    { title: words.heard, sentences: why.heard ? [{ text: `“${why.heard}”` }] : [] },
    { title: words.understood, sentences: why.commands.map((command) => ({ text: understood(command) })) },
    { title: words.looked, sentences: why.conditions.map(looked) },
    { title: words.did, sentences: why.actions.map(did) },
    {
      title: words.went,
      sentences: (why.exits ?? [])
        .filter(({ exit }) => exit !== PLAIN)
        .map(({ exit, to }) => ({ text: words.exit(spaced(exit)), step: to })),
    },
    { title: words.notes, sentences: why.notes.map((text) => ({ text })) },
  ];
  return all.filter(({ sentences }) => sentences.length);
}

function understood(command: Why["commands"][number]): string {
  const what = commands[command.command] ?? spaced(command.command);
  const which = whichOne(command);
  const from = command.said ? `, ${words.words(command.said)}` : "";
  return `${what}${which && `: ${which}`}${from} (${command.by === "model" ? words.byModel : words.byRules})`;
}

function whichOne({ slot, value, option, index, name }: Why["commands"][number]): string {
  if (slot) return words.fills(slot, shown(value));
  if (option) return `“${spaced(option)}”`;
  if (index !== undefined) return words.item(index + 1);
  if (name) return `“${spaced(name)}”`;
  return value === undefined ? "" : shown(value);
}

function looked(condition: Why["conditions"][number]): Sentence {
  const holds = condition.true ? words.holds : words.fails;
  const because = pairs(condition.values);
  return {
    text: `“${condition.when}” ${holds}${because ? `, ${words.because(because)}` : ""}`,
    step: condition.step,
  };
}

function did(action: Why["actions"][number]): Sentence {
  const run = words.action(action.action, pairs(action.arguments));
  const answer = action.answer === null ? "" : ` ${words.answered(shown(action.answer))}`;
  return {
    text: `${run}, ${words.outcome(action.outcome.replaceAll("_", " "))}${answer}`,
    ...(action.step ? { step: action.step } : {}),
  };
}

function pairs(values: Readonly<Record<string, Json>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => words.fills(name, shown(value)))
    .join(", ");
}
