import { expect, it } from "vitest";
import { callPath, visits, ways } from "./path";
import { turnOf } from "./sample";

const turns = [
  turnOf(0, ["welcome", "menu"]),
  turnOf(1, ["menu"]),
  turnOf(2, []),
  turnOf(3, ["details", "details", "menu"]),
];

it("tells the steps of each turn, a step that was asked again once", () => {
  expect(callPath(turns).map(({ turn, steps }) => [turn, steps])).toEqual([
    [0, ["welcome", "menu"]],
    [1, ["menu"]],
    [3, ["details", "menu"]],
  ]);
});

it("counts visits, and the ways between steps", () => {
  expect([...visits(turns)]).toEqual([
    ["welcome", 1],
    ["menu", 2],
    ["details", 1],
  ]);
  expect(ways(turns)).toEqual([
    ["welcome", "menu", 1],
    ["menu", "details", 1],
    ["details", "menu", 1],
  ]);
});
