/** The worklet that is a call's sound, and the microphone that feeds it. */

import worklet from "./line.worklet.ts?worker&url";
import type { FromLine, ToLine } from "./messages";

/** That there is a microphone, or why there is none. */
export type Microphone = "on" | "refused" | "missing" | "insecure" | "unable";

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

/** Ask for the microphone. Without one, one listens. */
export async function openMicrophone(): Promise<[Microphone, MediaStream | null]> {
  // None has `mediaDevices` where the page did not come by https or from this machine; a few have them nowhere.
  if (!("mediaDevices" in navigator)) return [isSecureContext ? "unable" : "insecure", null];
  try {
    const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
    return ["on", await navigator.mediaDevices.getUserMedia({ audio })];
  } catch (error) {
    const missing = error instanceof DOMException && error.name === "NotFoundError";
    return [missing ? "missing" : "refused", null];
  }
}
