/** A telephone in the browser: it speaks Media Streams with the service, and sounds like a line. */

import { FarSide } from "./sound/farSide";
import type { FromLine } from "./sound/messages";
import { openLine, type LineNode, type Microphone, type Sound } from "./sound/lineNode";
import type { NoiseLevel } from "./sound/noise";

/** What POST …/test-calls answers. */
export interface Announced {
  call_id: string;
  url: string;
  parameters: Record<string, string>;
  events: string;
}

export type PhoneEnd = "hung_up" | "closed" | "broken";

interface Listener {
  onOpen: (microphone: Microphone) => void;
  /** The service says something for the first time: from now on the call can be followed. */
  onAnswer: () => void;
  onEnd: (how: PhoneEnd) => void;
}

/** The socket's address as this page reaches the service: by the page's own host, and as safely as the page. */
export function reachable(url: string, page: { protocol: string; host: string }): string {
  const { pathname, search } = new URL(url, `ws://${page.host}`);
  return `${page.protocol === "https:" ? "wss:" : "ws:"}//${page.host}${pathname}${search}`;
}

function streamId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `MZ${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** One call, from its opening to its end. */
export class Phone {
  readonly #far: FarSide;
  readonly #listener: Listener;
  readonly #call: Announced;
  #line: LineNode | null = null;
  #socket: WebSocket | null = null;
  #over = false;
  #answered = false;

  constructor(call: Announced, listener: Listener) {
    this.#call = call;
    this.#listener = listener;
    this.#far = new FarSide({ streamId: streamId(), callId: call.call_id, parameters: call.parameters });
  }

  /** Dial. Throws where the browser cannot make sound, as `openLine`. */
  async open(sound: Sound): Promise<void> {
    const line = await openLine(sound, (message) => this.#fromLine(message));
    if (this.#over) {
      line.close();
      return;
    }
    this.#line = line;
    const socket = new WebSocket(reachable(this.#call.url, location));
    this.#socket = socket;
    socket.onopen = () => {
      socket.send(this.#far.connected());
      socket.send(this.#far.start());
      this.#listener.onOpen(line.microphone);
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (!this.#answered) this.#listener.onAnswer();
      this.#answered = true;
      const command = this.#far.receive(data);
      if (command) line.tell(command);
    };
    socket.onclose = ({ wasClean }) => this.#end(wasClean ? "closed" : "broken");
  }

  press(digit: string): void {
    this.#send((far) => far.dtmf(digit));
  }

  mute(on: boolean): void {
    this.#line?.tell({ do: "mute", on });
  }

  noise(level: NoiseLevel): void {
    this.#line?.tell({ do: "noise", level });
  }

  hangUp(): void {
    this.#send((far) => far.stop());
    this.#end("hung_up");
  }

  #fromLine(message: FromLine): void {
    if (message.is === "frame") this.#send((far) => far.media(message.audio));
    else this.#send((far) => far.mark(message.name));
  }

  #send(text: (far: FarSide) => string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text(this.#far));
  }

  #end(how: PhoneEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#line?.close();
    this.#socket?.close();
    this.#listener.onEnd(how);
  }
}
