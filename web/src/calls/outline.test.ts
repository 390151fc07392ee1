import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bars, clock, thinned } from "./outline";

describe("the outline of a recording", () => {
  it("draws a bar for each part, around the middle", () => {
    expect(bars([1, 0], 20, 40)).toBe("M0 0v40M10 19.6v0.8");
  });
  it("draws nothing of nothing", () => {
    expect(bars([], 20, 40)).toBe("");
  });
  it("keeps the loudest moments when it is thinned", () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 1 }),
        fc.integer({ min: 1, max: 50 }),
        (peaks, most) => {
          const fewer = thinned(peaks, most);
          expect(fewer.length).toBeLessThanOrEqual(Math.max(most, 1));
          expect(Math.max(...fewer)).toBe(Math.max(...peaks));
        },
      ),
    );
  });
  it("tells times as a clock does", () => {
    expect([0, 65.9, 600].map(clock)).toEqual(["0:00", "1:05", "10:00"]);
  });
});
