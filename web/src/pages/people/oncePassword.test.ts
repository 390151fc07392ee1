import { expect, test } from "vitest";
import { oncePassword } from "./oncePassword";

test("five groups of four letters that do not look alike", () => {
  expect(oncePassword()).toMatch(/^([a-hjkmnp-z2-9]{4}-){4}[a-hjkmnp-z2-9]{4}$/);
  expect(oncePassword()).not.toMatch(/[01ilo]/);
  expect(oncePassword()).not.toBe(oncePassword());
});

test("no letter is likelier than another", () => {
  let next = 0;
  const counts = new Map<string, number>();
  const every = (count: number) => Uint8Array.from({ length: count }, () => next++ % 256);
  for (let time = 0; time < 248; time += 1)
    for (const letter of oncePassword(every).replaceAll("-", ""))
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
  expect(counts.size).toBe(31);
  expect(Math.max(...counts.values()) / Math.min(...counts.values())).toBeLessThan(1.1);
});
