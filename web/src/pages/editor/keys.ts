/** Which key does what in the editor as a whole. */

export type Command = "undo" | "redo" | "save" | "keys";

type Press = Pick<
  KeyboardEvent,
  "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey" | "target" | "defaultPrevented"
>;

/** Fields whose text is part of the document: undo takes back what was done to the document. */
const OF_DOCUMENT = "[data-document]";

/** What a key is to do; null: it is not one of ours, or belongs to the field that one writes in. */
export function commandOf(press: Press): Command | null {
  if (press.defaultPrevented || press.altKey) return null;
  const key = press.key.toLowerCase();
  if (!press.ctrlKey && !press.metaKey) return key === "?" && !isWritten(press.target) ? "keys" : null;
  if (key === "s" && !press.shiftKey) return "save";
  if (isWritten(press.target) && !isOfDocument(press.target)) return null;
  if (key === "z") return press.shiftKey ? "redo" : "undo";
  return key === "y" && !press.shiftKey ? "redo" : null;
}

function isWritten(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
}

function isOfDocument(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest(OF_DOCUMENT) !== null;
}
