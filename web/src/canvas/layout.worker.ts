/** Lays graphs out aside, so that a large flow does not make the page wait. */

import type { LayoutInput } from "./graph";
import { arrange } from "./layout";

self.onmessage = (event: MessageEvent<{ turn: number; input: LayoutInput }>) => {
  const { turn, input } = event.data;
  self.postMessage({ turn, layout: arrange(input) });
};
