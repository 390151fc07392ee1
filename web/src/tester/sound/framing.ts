import { FRAME } from "./ulaw";

/** Bytes of any number become frames of 20 ms. */
export class Framing {
  #held = new Uint8Array(0);

  /** The frames that these bytes complete. */
  add(bytes: Uint8Array): Uint8Array[] {
    const all = new Uint8Array(this.#held.length + bytes.length);
    all.set(this.#held);
    all.set(bytes, this.#held.length);
    const whole = Math.floor(all.length / FRAME);
    this.#held = all.slice(whole * FRAME);
    return Array.from({ length: whole }, (_, nth) => all.slice(nth * FRAME, (nth + 1) * FRAME));
  }
}
