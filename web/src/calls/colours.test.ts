import { expect, it } from "vitest";
import { colours, worth } from "./colours";

it("gives results the colour of what they are worth, and each its own", () => {
  const kinds = worth({ booked: "success", moved: "success", lost: "failed", odd: 3 });
  expect([...kinds]).toEqual([
    ["booked", "success"],
    ["moved", "success"],
    ["lost", "failed"],
  ]);
  const found = colours(["booked", "moved", "lost", "unknown"], kinds);
  expect(found.get("booked")).toContain("--good");
  expect(found.get("lost")).toContain("--bad");
  expect(found.get("unknown")).toContain("--quiet");
  expect(new Set(found.values()).size).toBe(4);
});

it("knows nothing of a flow without results", () => expect(worth(undefined).size).toBe(0));
