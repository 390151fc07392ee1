import { describe, expect, it } from "vitest";
import { percentOf, phoneNumber, starred, when } from "./words";

describe("a phone number", () => {
  it.each([
    ["+91 98220 12345", "+919822012345"],
    ["0044 (20) 7946-0958", "+442079460958"],
  ])("%s is written as the network does", (text, number) => {
    expect(phoneNumber(text)).toBe(number);
  });
  it.each(["98220 12345", "+0123456", "+12", "call me", ""])("%s is none", (text) => {
    expect(phoneNumber(text)).toBeNull();
  });
});

it("A share of the calls is a whole number of a hundred, at most half", () => {
  expect(["1", "50", "0", "51", "2.5", "", "x"].map(percentOf)).toEqual([
    1,
    50,
    null,
    null,
    null,
    null,
    null,
  ]);
});

it("A moment that cannot be read is shown as it came", () => {
  expect(when("soon")).toBe("soon");
  expect(when("2026-03-02T09:00:00Z")).toContain("2026");
});

it("Names in a sentence are told from the words around them", () => {
  expect(starred("The step *menu* goes to *end*.")).toEqual([
    { text: "The step ", isName: false },
    { text: "menu", isName: true },
    { text: " goes to ", isName: false },
    { text: "end", isName: true },
    { text: ".", isName: false },
  ]);
  expect(starred("3 * 4")).toEqual([{ text: "3 * 4", isName: false }]);
});
