/** Twilio Media Streams, the telephone's side: what it says, with its counters, and what it is told. Source: Twilio, “Media Streams - WebSocket Messages”. */

export interface Stream {
  streamId: string;
  callId: string;
  parameters: Record<string, string>;
}

export type Command = { do: "play"; audio: Uint8Array } | { do: "mark"; name: string } | { do: "clear" };

/** Whose account it would be; nobody bills a call from the console. */
const ACCOUNT = "ACconsole";
const BYTES_PER_MS = 8;

export function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** One stream, from its first message to its last. */
export class FarSide {
  #sequence = 0;
  #chunk = 0;
  #sent = 0;

  constructor(readonly stream: Stream) {}

  connected(): string {
    return JSON.stringify({ event: "connected", protocol: "Call", version: "1.0.0" });
  }

  start(): string {
    return this.#numbered("start", {
      streamSid: this.stream.streamId,
      accountSid: ACCOUNT,
      callSid: this.stream.callId,
      tracks: ["inbound"],
      mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1 },
      customParameters: this.stream.parameters,
    });
  }

  /** The caller's next piece of sound, µ-law. */
  media(audio: Uint8Array): string {
    const timestamp = String(Math.floor(this.#sent / BYTES_PER_MS));
    this.#sent += audio.length;
    this.#chunk += 1;
    return this.#numbered("media", {
      track: "inbound",
      chunk: String(this.#chunk),
      timestamp,
      payload: toBase64(audio),
    });
  }

  /** The caller pressed a key. */
  dtmf(digit: string): string {
    return this.#numbered("dtmf", { track: "inbound_track", digit });
  }

  /** All that was sent before the mark of this name has been played or cleared. */
  mark(name: string): string {
    return this.#numbered("mark", { name });
  }

  stop(): string {
    return this.#numbered("stop", { accountSid: ACCOUNT, callSid: this.stream.callId });
  }

  /** What the service wants; null for what no telephone would understand. */
  receive(message: unknown): Command | null {
    const said = parsed(message);
    if (said?.streamSid !== this.stream.streamId) return null;
    if (said.event === "clear") return { do: "clear" };
    if (said.event === "mark" && said.mark?.name) return { do: "mark", name: said.mark.name };
    if (said.event === "media" && said.media?.payload) return played(said.media.payload);
    return null;
  }

  #numbered(event: string, body: Record<string, unknown>): string {
    this.#sequence += 1;
    const head = { event, sequenceNumber: String(this.#sequence), streamSid: this.stream.streamId };
    return JSON.stringify({ ...head, [event]: body });
  }
}

interface Said {
  event?: string;
  streamSid?: string;
  media?: { payload?: string };
  mark?: { name?: string };
}

function parsed(message: unknown): Said | null {
  if (typeof message !== "string") return null;
  try {
    const said: unknown = JSON.parse(message);
    return typeof said === "object" ? said : null;
  } catch {
    return null;
  }
}

function played(payload: string): Command | null {
  try {
    return { do: "play", audio: fromBase64(payload) };
  } catch {
    return null;
  }
}
