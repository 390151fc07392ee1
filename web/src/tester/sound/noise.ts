/** The noise of a bad line: a hiss and the hum of the mains, added to what is sent. */

export type NoiseLevel = "none" | "some" | "much";

/** Loudness of the hiss, as its root mean square where 1 is full scale: 40 and 26 dB below. */
const HISS: Record<NoiseLevel, number> = { none: 0, some: 0.01, much: 0.05 };
const HUM_HZ = 50;

/** Noise for samples at `rate`; `chance` gives numbers from 0 to 1. */
export class LineNoise {
  level: NoiseLevel = "none";
  #at = 0;

  constructor(
    readonly rate: number,
    readonly chance: () => number,
  ) {}

  /** The samples with noise; as they are when there is none. */
  added(samples: Float32Array): Float32Array {
    const loud = HISS[this.level];
    if (loud === 0) return samples;
    return samples.map((sample) => sample + this.#next(loud));
  }

  #next(loud: number): number {
    this.#at = (this.#at + 1) % this.rate;
    const hum = 0.3 * loud * Math.SQRT2 * Math.sin((2 * Math.PI * HUM_HZ * this.#at) / this.rate);
    return (this.chance() * 2 - 1) * loud * Math.sqrt(3) + hum;
  }
}
