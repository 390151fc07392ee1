/** G.711 µ-law, the sound of the telephone: one byte a sample, 8,000 samples a second. Source: ITU-T G.711, in the form of the Sun reference code, bit by bit as the service codes it. */

/** The byte of the sample zero. */
export const SILENCE = 0xff;
export const RATE = 8000;
/** Bytes of 20 ms. */
export const FRAME = 160;

const BIAS = 33;
const LOUDEST = 8159;
const SEGMENT_ENDS = [0x3f, 0x7f, 0xff, 0x1ff, 0x3ff, 0x7ff, 0xfff, 0x1fff];

function linear(code: number): number {
  const inverted = ~code & 0xff;
  const magnitude = (((inverted & 0x0f) << 3) + 0x84) << ((inverted >> 4) & 0x07);
  return inverted & 0x80 ? 0x84 - magnitude : magnitude - 0x84;
}

const LINEAR = Float32Array.from({ length: 256 }, (_, code) => linear(code) / 32768);

/** One sample of 16 bits as a byte. */
export function encoded(sample: number): number {
  const short = sample >> 2;
  const sign = short < 0 ? 0x7f : 0xff;
  const biased = Math.min(Math.abs(short), LOUDEST) + BIAS;
  const segment = SEGMENT_ENDS.findIndex((end) => biased <= end);
  const code = segment < 0 ? 0x7f : (segment << 4) | ((biased >> (segment + 1)) & 0x0f);
  return code ^ sign;
}

/** Samples between -1 and 1 as µ-law; louder ones are clipped. */
export function encode(samples: Float32Array): Uint8Array {
  return Uint8Array.from(samples, (sample) =>
    encoded(Math.round(Math.min(32767, Math.max(-32768, sample * 32768)))),
  );
}

/** Samples between -1 and 1, one for each byte. */
export function decode(audio: Uint8Array): Float32Array {
  return Float32Array.from(audio, (code) => LINEAR[code] ?? 0);
}
