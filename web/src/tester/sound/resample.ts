/** Another sampling rate, piece by piece: a windowed sinc, one set of taps for each place between two samples. */

/** Zero crossings of the sinc on either side. */
const WIDTH = 16;
/** The part of the lower rate's half that passes. */
const PASS = 0.92;

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** The sinc at `x` crossings from its middle, under a Hann window. */
function kernel(x: number): number {
  if (Math.abs(x) >= WIDTH) return 0;
  const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / WIDTH);
  return x === 0 ? 1 : (Math.sin(Math.PI * x) / (Math.PI * x)) * window;
}

/** Taps of every place, each summing to one, so that a steady level stays as it is. */
function taps(phases: number, reach: number, band: number): Float32Array[] {
  return Array.from({ length: phases }, (_, phase) => {
    const raw = Float64Array.from({ length: 2 * reach }, (_, tap) =>
      kernel((tap - reach + 1 - phase / phases) * band),
    );
    const sum = raw.reduce((total, each) => total + each, 0);
    return Float32Array.from(raw, (each) => each / sum);
  });
}

/** A stream of samples at one rate, in pieces of any length, becomes one at another rate. */
export class Resampler {
  readonly #step: number;
  readonly #phases: number;
  readonly #reach: number;
  readonly #taps: Float32Array[];
  #held: Float32Array;
  /** Where the next sample lies behind the first of those held: whole samples, and parts of one. */
  #whole = 0;
  #part = 0;

  constructor(from: number, to: number) {
    const divisor = commonDivisor(from, to);
    this.#step = from / divisor;
    this.#phases = to / divisor;
    const band = Math.min(1, to / from) * PASS;
    this.#reach = Math.ceil(WIDTH / band);
    this.#taps = taps(this.#phases, this.#reach, band);
    this.#held = new Float32Array(this.#reach - 1);
  }

  /** The samples that this piece completes. */
  process(piece: Float32Array): Float32Array {
    const held = new Float32Array(this.#held.length + piece.length);
    held.set(this.#held);
    held.set(piece, this.#held.length);
    const made: number[] = [];
    while (this.#whole + 2 * this.#reach <= held.length) {
      made.push(this.#at(held));
      this.#part += this.#step;
      this.#whole += Math.floor(this.#part / this.#phases);
      this.#part %= this.#phases;
    }
    const done = Math.min(this.#whole, held.length);
    this.#held = held.slice(done);
    this.#whole -= done;
    return Float32Array.from(made);
  }

  #at(held: Float32Array): number {
    const weights = this.#taps[this.#part] ?? new Float32Array();
    let sum = 0;
    for (let tap = 0; tap < weights.length; tap++)
      sum += (weights[tap] ?? 0) * (held[this.#whole + tap] ?? 0);
    return sum;
  }
}
