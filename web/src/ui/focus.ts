/** Moving the focus to something that is drawn a moment later, once no dialog holds it. */

const MOST_FRAMES = 40;
/** A dialog that closes gives the focus back in one of these. */
const SETTLING_FRAMES = 3;

/** Focus what `find` finds, as soon as it is there. Returns how to give up. */
export function focusSoon(find: () => HTMLElement | null): () => void {
  let frame = 0;
  let free = 0;
  const look = (left: number) => {
    const isHeld = document.querySelector("[role=dialog], [role=menu]") !== null;
    free = isHeld ? 0 : free + 1;
    const element = free > SETTLING_FRAMES ? find() : null;
    if (element) element.focus({ preventScroll: true });
    else if (left > 0) frame = requestAnimationFrame(() => look(left - 1));
  };
  frame = requestAnimationFrame(() => look(MOST_FRAMES));
  return () => cancelAnimationFrame(frame);
}

/** Whether the focus may be moved: it is nowhere, in a dialog or within what `own` selects, not where somebody works. */
export function isFocusFree(own: string): boolean {
  const { activeElement } = document;
  return (
    !activeElement ||
    activeElement === document.body ||
    activeElement.closest(`${own}, [role=dialog], [role=menu]`) !== null
  );
}
