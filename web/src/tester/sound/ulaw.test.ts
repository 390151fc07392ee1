import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, encode, encoded, SILENCE } from "./ulaw";

describe("µ-law", () => {
  it("codes as the Sun reference does", () => {
    expect([0, -1, 4, 32767, -32768, 1000, -1000, 12345].map(encoded)).toEqual([
      255, 126, 254, 128, 0, 206, 78, 151,
    ]);
  });
  it("codes silence as silence, and reads it as such", () => {
    expect(encode(new Float32Array(2))).toEqual(new Uint8Array([SILENCE, SILENCE]));
    expect(decode(new Uint8Array([SILENCE]))[0]).toBeCloseTo(0);
  });
  it("gives back every code that it reads, but for the second zero", () => {
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code).filter((code) => code !== 0x7f);
    expect(encode(decode(codes))).toEqual(codes);
  });
  it("comes back within the step of its segment", () => {
    fc.assert(
      fc.property(fc.float({ min: Math.fround(-0.98), max: Math.fround(0.98), noNaN: true }), (sample) => {
        const [back = 9] = decode(encode(Float32Array.of(sample)));
        expect(Math.abs(back - sample)).toBeLessThanOrEqual(Math.abs(sample) / 16 + 0.0005);
      }),
    );
  });
  it("clips what is too loud", () => {
    expect(encode(Float32Array.of(5, -5))).toEqual(encode(Float32Array.of(1, -1)));
  });
});
