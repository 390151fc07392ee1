import { remove } from "../store/commands";
import { undo } from "../store/undo";
import { strings } from "../strings";
import { tell } from "../ui/Toasts";

const { done } = strings.canvas;

/** Delete steps, and say so with a way back. */
export function removeTelling(names: readonly string[]): void {
  const count = remove(names);
  if (count) tell(done.removed(count), "plain", { label: strings.common.undo, run: undo });
}

/** What is said after copying and pasting by the keys. */
export const clipboardTold = {
  copied: (count: number) => tell(done.copied(count)),
  pasted: (count: number) => tell(count ? done.pasted(count) : done.notSteps, count ? "plain" : "bad"),
};
