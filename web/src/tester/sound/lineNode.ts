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

/** Begin to play and to listen. Call it from a click: browsers make no sound before one. Throws where there are no worklets. */
export async function openLine(onMessage: (message: FromLine) => void): Promise<LineNode> {
  const context = new AudioContext({ latencyHint: "interactive" });
  const resumed = context.resume();
  const [microphone, stream] = await openMicrophone();
  try {
    await context.audioWorklet.addModule(worklet);
    await resumed;
  } catch (error) {
    stop(stream);
    await context.close();
    throw error;
  }
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
      void context.close();
    },
  };
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
