/** The sound of a call, beside the page's own thread: the microphone becomes frames, what is sent becomes sound. */

import { Framing } from "./framing";
import { LineNoise } from "./noise";
import { PlayOut } from "./playout";
import { Resampler } from "./resample";
import type { FromLine, ToLine } from "./messages";
import { decode, encode, RATE } from "./ulaw";

declare const sampleRate: number;
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

class Line extends AudioWorkletProcessor {
  readonly #in = new Resampler(sampleRate, RATE);
  readonly #out = new Resampler(RATE, sampleRate);
  readonly #framing = new Framing();
  readonly #playOut = new PlayOut();
  readonly #noise = new LineNoise(RATE, Math.random);
  #muted = false;
  #over = false;
  /** Made, and not yet given out. */
  #ready = new Float32Array(0);

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<ToLine>) => this.#told(data);
  }

  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const out = outputs[0]?.[0];
    if (!out) return !this.#over;
    this.#capture(inputs[0]?.[0] ?? new Float32Array(out.length));
    this.#sound(out);
    outputs[0]?.slice(1).forEach((channel) => channel.set(out));
    return !this.#over;
  }

  #capture(samples: Float32Array): void {
    const heard = this.#muted ? new Float32Array(samples.length) : samples;
    const sent = encode(this.#noise.added(this.#in.process(heard)));
    for (const frame of this.#framing.add(sent)) this.#tell({ is: "frame", audio: frame });
  }

  #sound(out: Float32Array): void {
    while (this.#ready.length < out.length) {
      const missing = ((out.length - this.#ready.length) * RATE) / sampleRate;
      const { audio, marks } = this.#playOut.advance(Math.ceil(missing));
      this.#ready = joined(this.#ready, this.#out.process(decode(audio)));
      for (const name of marks) this.#tell({ is: "played", name });
    }
    out.set(this.#ready.subarray(0, out.length));
    this.#ready = this.#ready.slice(out.length);
  }

  #told(message: ToLine): void {
    if (message.do === "play") this.#playOut.play(message.audio);
    else if (message.do === "mark") this.#played(this.#playOut.mark(message.name));
    else if (message.do === "clear") {
      this.#played(this.#playOut.clear());
      this.#ready = new Float32Array(0);
    } else if (message.do === "mute") this.#muted = message.on;
    else if (message.do === "noise") this.#noise.level = message.level;
    else this.#over = true;
  }

  #played(names: string[]): void {
    for (const name of names) this.#tell({ is: "played", name });
  }

  #tell(message: FromLine): void {
    this.port.postMessage(message);
  }
}

function joined(first: Float32Array, second: Float32Array): Float32Array<ArrayBuffer> {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

registerProcessor("trunkline-line", Line);
