import { useEffect, useMemo, useState } from "react";
import type { LayoutInput } from "./graph";
import type { Layout } from "./layout";

/** The automatic layout of a graph, made aside. Until it is there the one before is shown; null: there is none yet. */
export function useArranged(input: LayoutInput): Layout | null {
  const [layout, setLayout] = useState<Layout | null>(null);
  const key = useMemo(() => JSON.stringify(input), [input]);
  const arranger = useMemo(() => (typeof Worker === "undefined" ? null : new Arranger()), []);
  useEffect(() => () => arranger?.stop(), [arranger]);
  useEffect(() => {
    let stale = false;
    const take = (made: Layout) => {
      if (!stale) setLayout(made);
    };
    const asked = JSON.parse(key) as LayoutInput;
    if (arranger) arranger.ask(asked, take);
    else void import("./layout").then(({ arrange }) => take(arrange(asked)));
    return () => {
      stale = true;
    };
  }, [key, arranger]);
  return layout;
}

/** The worker; only the newest question is answered. */
class Arranger {
  private worker: Worker | null = null;
  private turn = 0;
  private answer: (layout: Layout) => void = () => undefined;

  ask(input: LayoutInput, answer: (layout: Layout) => void): void {
    this.answer = answer;
    this.turn += 1;
    this.running().postMessage({ turn: this.turn, input });
  }

  stop(): void {
    this.worker?.terminate();
    this.worker = null;
  }

  private running(): Worker {
    if (this.worker) return this.worker;
    this.worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
    this.worker.onmessage = (event: MessageEvent<{ turn: number; layout: Layout }>) => {
      if (event.data.turn === this.turn) this.answer(event.data.layout);
    };
    return this.worker;
  }
}
