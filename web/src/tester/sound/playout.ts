/** How the far end of a line plays what it is sent: in order, with marks on the way. Source: Twilio, “Media Streams - WebSocket Messages”. */

import { SILENCE } from "./ulaw";

/** Ten minutes of sound ahead of the ear: more was never meant to be heard. */
export const MOST_QUEUED = 600 * 8000;
/** Sound is begun when so many bytes of it are there, or have been waited for: 60 ms, so that late pieces leave no holes. */
export const CUSHION = 480;

export interface Stretch {
  /** µ-law, as long as was asked for; silence where nothing was queued. */
  audio: Uint8Array;
  /** How many bytes of it were sent to us. */
  heard: number;
  /** Marks that were reached. */
  marks: string[];
}

/** The queue between what was sent and what is heard. */
export class PlayOut {
  #queue: (Uint8Array | string)[] = [];
  #bytes = 0;
  #waits = 0;

  constructor(readonly cushion = CUSHION) {}

  /** Bytes still to be heard. */
  get queued(): number {
    return this.#bytes;
  }

  /** Queue this sound; false when there is too much of it, and it is dropped. */
  play(audio: Uint8Array): boolean {
    if (this.#bytes + audio.length > MOST_QUEUED) return false;
    if (audio.length === 0) return true;
    if (this.#bytes === 0) this.#waits = this.cushion;
    this.#queue.push(audio);
    this.#bytes += audio.length;
    return true;
  }

  /** Queue this mark; it comes back at once when nothing is queued. */
  mark(name: string): string[] {
    if (this.#queue.length === 0) return [name];
    this.#queue.push(name);
    return [];
  }

  /** Throw all sound away; every mark that is out comes back. */
  clear(): string[] {
    const marks = this.#queue.filter((each) => typeof each === "string");
    this.#queue = [];
    this.#bytes = 0;
    this.#waits = 0;
    return marks;
  }

  /** Let the time of so many bytes pass. */
  advance(bytes: number): Stretch {
    const audio = new Uint8Array(bytes).fill(SILENCE);
    if (this.#holds(bytes)) return { audio, heard: 0, marks: [] };
    const marks: string[] = [];
    let heard = 0;
    for (let item = this.#queue[0]; item !== undefined; item = this.#queue[0]) {
      if (typeof item === "string") {
        marks.push(item);
        this.#queue.shift();
        continue;
      }
      if (heard === bytes) break;
      const piece = item.subarray(0, bytes - heard);
      audio.set(piece, heard);
      heard += piece.length;
      if (piece.length === item.length) this.#queue.shift();
      else this.#queue[0] = item.subarray(piece.length);
    }
    this.#bytes -= heard;
    return { audio, heard, marks };
  }

  #holds(bytes: number): boolean {
    if (this.#waits <= 0 || this.#bytes >= this.cushion) this.#waits = 0;
    const holds = this.#waits > 0;
    this.#waits -= bytes;
    return holds;
  }
}
