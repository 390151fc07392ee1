import { expect, it } from "vitest";
import { LineNoise } from "./noise";

function loudness(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, each) => sum + each * each, 0) / samples.length);
}

it("A quiet line is left as it is; a bad one is louder the worse it is", () => {
  let state = 1;
  const noise = new LineNoise(8000, () => (state = (state * 16807) % 2147483647) / 2147483647);
  const silence = new Float32Array(8000);
  expect(noise.added(silence)).toBe(silence);
  noise.level = "some";
  const some = loudness(noise.added(silence));
  noise.level = "much";
  const much = loudness(noise.added(silence));
  expect(some).toBeCloseTo(0.0104, 3);
  expect(much / some).toBeCloseTo(5, 0);
});
