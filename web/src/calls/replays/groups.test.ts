import { expect, test } from "vitest";
import type { ReplayDetails, ReplayGroup } from "../../api/types";
import { callsIn, callsQuery, detailLines, groupsOf, sectionOf, sentence } from "./groups";

const group = (more: Partial<ReplayGroup>): ReplayGroup => ({
  became: "played",
  kind: "same",
  was: "",
  now: "",
  certainty: "sure",
  calls: 1,
  ...more,
});
const titled = (step: string) => step.toUpperCase();

test("what differs for sure is told apart from what may only seem so, and from what was not played", () => {
  expect(sectionOf(group({ kind: "result", was: "transferred", now: "booked" }))).toBe("sure");
  expect(sectionOf(group({ kind: "result", certainty: "answers" }))).toBe("perhaps");
  expect(sectionOf(group({ certainty: "unlike" }))).toBe("perhaps");
  expect(sectionOf(group({}))).toBe("same");
  expect(sectionOf(group({ became: "wordless" }))).toBe("apart");
});

test("within a section the weightiest difference comes first, then the largest group", () => {
  const way = group({ kind: "way", was: "a", now: "b", calls: 90 });
  const few = group({ kind: "result", was: "booked", now: "", calls: 2 });
  const many = group({ kind: "result", was: "transferred", now: "booked", calls: 37 });
  expect(groupsOf([way, few, many, group({})], "sure")).toEqual([many, few, way]);
  expect(callsIn([way, few, many])).toBe(129);
});

test.each<[Partial<ReplayGroup>, string]>([
  [
    { kind: "result", was: "transferred", now: "booked", calls: 37 },
    "37 calls that ended in “transferred” would now end in “booked”",
  ],
  [
    { kind: "result", was: "booked" },
    "1 call that ended in “booked” would now come to no result: the flow still waits for the caller",
  ],
  [
    { kind: "end", was: "menu", now: "day", calls: 2 },
    "2 calls that were at “MENU” last would now be at “DAY”",
  ],
  [
    { kind: "transfer", was: "", now: "billing", calls: 2 },
    "2 calls that were handed to nobody would now be handed to “billing”",
  ],
  [{ kind: "values", now: "last_name, day", calls: 3 }, "3 calls have other values: last name, day"],
  [{ kind: "no_match", was: "more", calls: 3 }, "3 calls are understood better than before"],
  [{ became: "too_long", calls: 1 }, "1 call takes too long: is there a circle in the flow?"],
])("a group is a sentence: %j", (more, said) => {
  expect(sentence(group(more), titled)).toBe(said);
});

test("of a call all that differs is told, and nothing that does not", () => {
  const details: ReplayDetails = {
    result: ["transferred", "booked"],
    end: ["person", "booked"],
    transfers: [["reception"], []],
    values: [{ slot: "last_name", was: null, now: "Rao" }],
    no_match: [2, 2],
    gone: [],
    new: ["book"],
  };
  expect(detailLines(details, titled)).toEqual([
    { what: "Result", how: "transferred → booked" },
    { what: "Last step", how: "PERSON → BOOKED" },
    { what: "Handed to", how: "reception → nothing" },
    { what: "last name", how: "nothing → Rao" },
    { what: "Steps that come", how: "BOOK" },
  ]);
});

test("the calls of a group are asked for by what the group is", () => {
  expect(callsQuery(group({ kind: "result", was: "a b", now: "c" }), 50)).toBe(
    "became=played&kind=result&was=a+b&now=c&certainty=sure&after=50",
  );
});
