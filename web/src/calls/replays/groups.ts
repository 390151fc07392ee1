/** What a replay found, in sentences and in the order in which one wants to read it. Pure. */

import type { ReplayDetails, ReplayGroup } from "../../api/types";
import { strings } from "../../strings";
import { words } from "../format";

const { groups: text, details: told } = strings.replays;

export type Section = "sure" | "perhaps" | "same" | "apart";
export const SECTIONS: readonly Section[] = ["sure", "perhaps", "same", "apart"];

/** The weightiest difference first. */
const WEIGHTS: readonly ReplayGroup["kind"][] = [
  "result",
  "end",
  "transfer",
  "values",
  "no_match",
  "way",
  "same",
];

/** Where a group is told. */
export function sectionOf({ became, kind, certainty }: ReplayGroup): Section {
  if (became !== "played") return "apart";
  if (kind === "same") return certainty === "sure" ? "same" : "perhaps";
  return certainty === "sure" ? "sure" : "perhaps";
}

/** The groups of a section: by what weighs most, then the largest. */
export function groupsOf(groups: readonly ReplayGroup[], section: Section): readonly ReplayGroup[] {
  const weight = ({ kind }: ReplayGroup) => WEIGHTS.indexOf(kind);
  return groups
    .filter((group) => sectionOf(group) === section)
    .sort((a, b) => weight(a) - weight(b) || b.calls - a.calls);
}

/** How many calls those are. */
export function callsIn(groups: readonly ReplayGroup[]): number {
  return groups.reduce((sum, { calls }) => sum + calls, 0);
}

/** By which a group is known among the others. */
export function keyOf({ became, kind, was, now, certainty }: ReplayGroup): string {
  return JSON.stringify([became, kind, was, now, certainty]);
}

/** What the service is asked for the calls of a group. */
export function callsQuery({ became, kind, was, now, certainty }: ReplayGroup, after: number): string {
  return new URLSearchParams({ became, kind, was, now, certainty, after: String(after) }).toString();
}

/** A group in a sentence. `titled`: a step's title. */
export function sentence(group: ReplayGroup, titled: (step: string) => string): string {
  const { became, kind, was, now, certainty, calls } = group;
  if (became !== "played") return text[became](calls);
  switch (kind) {
    case "result":
      return text.result(calls, words(was), words(now));
    case "end":
    case "way":
      return text[kind](calls, was && titled(was), now && titled(now));
    case "transfer":
      return text.transfer(calls, words(was), words(now));
    case "values":
      return text.values(calls, words(now));
    case "no_match":
      return text.no_match(calls, now !== "");
    case "same":
      return certainty === "unlike" ? text.unlike(calls) : text.same(calls);
  }
}

/** All that differs in a call, a line each: what, and from what to what. */
export function detailLines(
  details: ReplayDetails,
  titled: (step: string) => string,
): readonly { what: string; how: string }[] {
  const pair = ([was, now]: readonly [string, string]) => told.becomes(was || told.empty, now || told.empty);
  const differs = ([was, now]: readonly [string, string]) => was !== now;
  const names = (list: readonly string[]) => list.map(words).join(", ");
  const both: readonly (readonly [string, readonly [string, string]])[] = [
    [told.result, [words(details.result[0]), words(details.result[1])]],
    [told.end, [details.end[0] && titled(details.end[0]), details.end[1] && titled(details.end[1])]],
    [told.transfers, [names(details.transfers[0]), names(details.transfers[1])]],
    [told.no_match, [told.times(details.no_match[0]), told.times(details.no_match[1])]],
    ...details.values.map(({ slot, was, now }) => [words(slot), [shown(was), shown(now)]] as const),
  ];
  return [
    ...both.filter(([, each]) => differs(each)).map(([what, each]) => ({ what, how: pair(each) })),
    ...(details.gone.length ? [{ what: told.gone, how: details.gone.map(titled).join(", ") }] : []),
    ...(details.new.length ? [{ what: told.new, how: details.new.map(titled).join(", ") }] : []),
  ];
}

function shown(value: unknown): string {
  if (value === null || value === "") return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
