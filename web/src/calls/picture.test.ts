import { describe, expect, it } from "vitest";
import type { Steps } from "../doc/schema";
import type { FlowDoc } from "../doc/types";
import { BOX, fitted, pictureOf, thickness } from "./picture";

const next = { name: "next", label: "Next", required: true, each_of: null, path: ["next"] };
const steps = { types: [{ type: "say", exits: [next] }] } as unknown as Steps;
const say = (to: string, title?: string) => ({ type: "say", next: to, ...(title ? { title } : {}) });
const flow: FlowDoc = {
  flow: "f",
  title: "F",
  start: "a",
  nodes: {
    a: say("b", "Hello"),
    b: say("bye"),
    c: say("bye"),
    d: say("bye"),
    e: say("bye"),
    bye: say("gone"),
  },
};

describe("the picture of a flow", () => {
  const picture = pictureOf(flow, steps);

  it("has a box for each step, and no two overlap", () => {
    expect(picture.boxes.map(({ step }) => step)).toEqual(Object.keys(flow.nodes));
    for (const one of picture.boxes)
      for (const other of picture.boxes) {
        const apart =
          Math.abs(one.x - other.x) >= BOX.width ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y;
        expect(one === other || apart).toBe(true);
      }
  });

  it("draws ways downwards, but tells those to a step to which many lead", () => {
    expect(picture.ways.map(({ from, to }) => [from, to])).toEqual([["a", "b"]]);
    expect(picture.boxes[1]?.chips).toEqual([{ to: "bye", title: "bye" }]);
    const [a, b] = picture.boxes;
    expect(a && b && a.y < b.y).toBe(true);
  });
});

it("cuts titles to what fits", () => {
  expect(fitted("Short")).toBe("Short");
  expect(fitted("A title that is far too long for a box")).toHaveLength(23);
});

it("draws busy ways thicker", () => {
  expect(thickness(0, 10)).toBe(1);
  expect(thickness(10, 10)).toBeGreaterThan(thickness(3, 10));
  expect(thickness(1, 10)).toBeGreaterThan(thickness(0, 10));
});
