import { useCallback, useEffect, useState, type RefObject } from "react";
import { useUi } from "../store/ui";
import { focusSoon, isFocusFree } from "../ui/focus";
import type { Row } from "./order";

const AROUND = 8;

/** The one row that is reached by the Tab key. When it goes away, the row in its place takes over. */
export function useRoving(area: RefObject<HTMLElement | null>, rows: readonly Row[]) {
  const [place, setPlace] = useState({ id: "", index: 0 });
  const [shown, setShown] = useState<string | null>(null);
  const step = useUi((state) => state.step);
  // Whatever is chosen elsewhere, or was just added, is where the keys go on.
  if (step !== shown) {
    setShown(step);
    if (step !== null) setPlace((before) => ({ ...before, id: step }));
  }
  const active = rows.find((row) => row.id === place.id) ?? rows[Math.min(place.index, rows.length - 1)];

  const setActive = useCallback(
    (row: Row, index: number) => {
      setPlace({ id: row.id, index });
      rowElement(area, row.id)?.focus({ preventScroll: true });
    },
    [area],
  );

  useEffect(() => {
    const { current } = area;
    if (step === null || !current || useUi.getState().focus !== null || !isFocusFree(".outline-tree")) return;
    return focusSoon(() => rowElement(area, step));
  }, [step, area]);

  const id = active?.id;
  useEffect(() => {
    // The focus fell to the page because its row went away.
    if (id !== undefined && document.activeElement === document.body)
      rowElement(area, id)?.focus({ preventScroll: true });
    if (id !== undefined && area.current) reveal(area.current, rowElement(area, id));
  }, [id, area]);

  return { active, setActive };
}

function rowElement(area: RefObject<HTMLElement | null>, id: string): HTMLElement | null {
  return area.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`) ?? null;
}

/** Scroll the tree, and nothing around it, so far that a row is seen. */
function reveal(tree: HTMLElement, row: HTMLElement | null): void {
  if (!row) return;
  const [seen, wanted] = [tree.getBoundingClientRect(), row.getBoundingClientRect()];
  if (wanted.top < seen.top + AROUND) tree.scrollTop -= seen.top + AROUND - wanted.top;
  else if (wanted.bottom > seen.bottom - AROUND) tree.scrollTop += wanted.bottom - seen.bottom + AROUND;
}
