/** A password that an administrator hands on: long enough that nobody guesses it, and easily read out. */

/** Without those that look alike: 0 and o, 1, i and l. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 5;
const GROUP = 4;

/** Five groups of four, such as `k7mf-…`: 99 bits. `random`: so many random bytes. */
export function oncePassword(random: (count: number) => Uint8Array = randomBytes): string {
  const letters: string[] = [];
  while (letters.length < GROUPS * GROUP) {
    // Bytes beyond the last whole round of letters would make the first letters more likely.
    const fair = [...random(GROUPS * GROUP)].filter((byte) => byte < 256 - (256 % LETTERS.length));
    letters.push(...fair.map((byte) => LETTERS.charAt(byte % LETTERS.length)));
  }
  const groups = Array.from({ length: GROUPS }, (_, at) =>
    letters.slice(at * GROUP, (at + 1) * GROUP).join(""),
  );
  return groups.join("-");
}

function randomBytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count));
}
