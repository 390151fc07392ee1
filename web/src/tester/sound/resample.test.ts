import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Resampler } from "./resample";

function tone(hz: number, rate: number, seconds: number): Float32Array {
  return Float32Array.from({ length: rate * seconds }, (_, at) => Math.sin((2 * Math.PI * hz * at) / rate));
}

function loudness(samples: Float32Array): number {
  const middle = samples.slice(samples.length * 0.25, samples.length * 0.75);
  return Math.sqrt(middle.reduce((sum, each) => sum + each * each, 0) / middle.length);
}

describe("resampling", () => {
  it.each([
    [48000, 8000],
    [44100, 8000],
    [16000, 8000],
    [8000, 48000],
    [8000, 44100],
    [8000, 8000],
  ])("from %i to %i keeps a tone of 1 kHz, as loud as it was", (from, to) => {
    const made = new Resampler(from, to).process(tone(1000, from, 0.5));
    expect(loudness(made)).toBeCloseTo(Math.SQRT1_2, 2);
    expect(Math.abs(made.length - to / 2)).toBeLessThan(to * 0.01);
    const crossings = made.filter((each, at) => at > 0 && each >= 0 && (made[at - 1] ?? 0) < 0).length;
    expect(Math.abs(crossings - 500)).toBeLessThan(8);
  });
  it("lets nothing pass that would come back as another tone", () => {
    expect(loudness(new Resampler(48000, 8000).process(tone(5000, 48000, 0.2)))).toBeLessThan(0.003);
  });
  it("makes no other tones when it raises the rate", () => {
    const made = new Resampler(8000, 48000).process(tone(1000, 8000, 0.2));
    const back = new Resampler(48000, 8000).process(made);
    expect(loudness(back)).toBeCloseTo(Math.SQRT1_2, 2);
  });
  it("comes to the same in pieces of any length", () => {
    const whole = tone(440, 44100, 0.05);
    const once = new Resampler(44100, 8000).process(whole);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1 }), (lengths) => {
        const stream = new Resampler(44100, 8000);
        const made: number[] = [];
        let at = 0;
        for (const length of [...lengths, whole.length]) {
          made.push(...stream.process(whole.slice(at, at + length)));
          at += length;
        }
        expect(made).toEqual([...once]);
      }),
      { numRuns: 30 },
    );
  });
});
