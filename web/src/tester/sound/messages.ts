/** What the page and the line's worklet say to each other. */

import type { Command } from "./farSide";
import type { NoiseLevel } from "./noise";

export type ToLine =
  Command | { do: "mute"; on: boolean } | { do: "noise"; level: NoiseLevel } | { do: "end" };

export type FromLine = { is: "frame"; audio: Uint8Array } | { is: "played"; name: string };
