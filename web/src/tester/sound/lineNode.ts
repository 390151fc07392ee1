/** The worklet that is a call's sound, and the microphone that feeds it. */

import worklet from "./line.worklet.ts?worker&url";
import type { FromLine, ToLine } from "./messages";

/** Why there is no microphone, or none is needed. */
export type Microphone = "on" | "refused" | "missing" | "insecure";

export interface LineNode {
  microphone: Microphone;
  tell: (message: ToLine) => void;
  close: () => void;
}

/** What will be heard, begun at a click. */
export interface Sound {
  context: AudioContext;
  running: Promise<void>;
  close: () => void;
}

/** The browser does not begin to play, as Firefox where there are no speakers. */
export class NoSoundError extends Error {}

/** So long it may take until the browser plays. */
const SOUND_MS = 5_000;

/** Call it from the click itself: Safari makes no sound that begins some seconds later. Throws where there is none at all. */
export function beginSound(): Sound {
  const context = new AudioContext({ latencyHint: "interactive" });
  const running = context.resume();
  running.catch(() => undefined); // who waits for it is told; a call that was given up waits for nothing
  return { context, running, close: () => void context.close() };
}

/** Play and listen. Throws where there are no worklets, and NoSoundError; nothing is left open then. */
export async function openLine(sound: Sound, onMessage: (message: FromLine) => void): Promise<LineNode> {
  const { context } = sound;
  const [microphone, stream] = await openMicrophone();
  try {
    await context.audioWorklet.addModule(worklet);
    await soon(sound.running);
    const node = new AudioWorkletNode(context, "trunkline-line", { outputChannelCount: [1] });
    node.port.onmessage = ({ data }: MessageEvent<FromLine>) => onMessage(data);
    node.connect(context.destination);
    if (stream) context.createMediaStreamSource(stream).connect(node);
    return {
      microphone,
      tell: (message) => node.port.postMessage(message),
      close: () => {
        node.port.postMessage({ do: "end" } satisfies ToLine);
        stop(stream);
        sound.close();
      },
    };
  } catch (error) {
    stop(stream);
    sound.close();
    throw error;
  }
}

function soon(running: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new NoSoundError("The browser does not play.")), SOUND_MS);
    running.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}

function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

async function openMicrophone(): Promise<[Microphone, MediaStream | null]> {
  // The browser has no `mediaDevices` at all where the page did not come by https or from this machine.
  if (!("mediaDevices" in navigator)) return ["insecure", null];
  try {
    const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
    return ["on", await navigator.mediaDevices.getUserMedia({ audio })];
  } catch (error) {
    const missing = error instanceof DOMException && error.name === "NotFoundError";
    return [missing ? "missing" : "refused", null];
  }
}
