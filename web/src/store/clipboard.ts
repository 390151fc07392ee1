/** Copying and pasting of steps by the keys, in every browser, also where pages may not use the clipboard themselves. */

import { useEffect } from "react";
import { copied, paste, remove } from "./commands";
import { mayNow } from "./me";
import { useUi } from "./ui";

interface Told {
  copied: (count: number) => void;
  pasted: (count: number) => void;
}

/** Let Ctrl+C, Ctrl+X and Ctrl+V work on the steps that are meant while the focus is in `area`, or nowhere. */
export function useStepClipboard(
  area: React.RefObject<HTMLElement | null>,
  told: Told,
  meant: () => readonly string[] = selectedSteps,
): void {
  useEffect(() => {
    // Firefox sends these events to where one clicked last; the focus is where the keys go.
    const isHere = () => {
      const at = document.activeElement ?? document.body;
      if (at.closest("input, textarea, select, [contenteditable], [role=dialog]")) return false;
      return at === document.body || (area.current?.contains(at) ?? false);
    };
    const onCopy = (event: ClipboardEvent) => {
      const steps = meant();
      const text = isHere() && !document.getSelection()?.toString() ? copied(steps) : null;
      if (text === null) return;
      event.preventDefault();
      event.clipboardData?.setData("text/plain", text);
      if (event.type === "cut") remove(steps);
      told.copied(steps.length);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (!isHere() || !mayNow("edit")) return;
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (text) told.pasted(paste(text));
    };
    document.addEventListener("copy", onCopy);
    document.addEventListener("cut", onCopy);
    document.addEventListener("paste", onPaste);
    return () => {
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("cut", onCopy);
      document.removeEventListener("paste", onPaste);
    };
  }, [area, told, meant]);
}

function selectedSteps(): readonly string[] {
  return useUi.getState().selected;
}

/** Copy steps at the push of a button. False where the browser lets only the keys do that. */
export async function copySelected(names: readonly string[]): Promise<boolean> {
  const text = copied(names);
  if (text === null || !window.isSecureContext) return false;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    if (error instanceof DOMException) return false;
    throw error;
  }
}
