/** The events of a call as they come, until it is over. */

import { jsonLines } from "./ndjson";
import type { CallEvent } from "./transcript";

/** A call is opened a moment after it was announced, and a stream may break: so often it is asked for again. */
const MOST_TRIES = 20;
const AGAIN_MS = 500;

/** Tell every event once, in order. Ends when the call is over; false when it could not be followed to its end. */
export async function follow(
  address: string,
  onEvent: (event: CallEvent) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const stopped = () => signal.aborted;
  let last = -1;
  for (let tries = 0; tries < MOST_TRIES && !stopped(); tries++) {
    try {
      const response = await fetch(`${address}?after=${last}`, { signal });
      if (response.ok && response.body) {
        for await (const line of jsonLines(response.body)) {
          const event = line as CallEvent;
          last = event.n;
          tries = 0;
          onEvent(event);
          if (event.event === "ended") return true;
        }
      }
    } catch (error) {
      if (stopped()) return true;
      if (!(error instanceof TypeError)) throw error; // the network; it is tried again
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
  return stopped();
}
