import { useLayoutEffect, useRef, type ReactNode } from "react";

/** A table that scrolls by itself where it is wider than the page. It takes the focus of a row that is no more. */
export function TableRegion({ label, children }: { label: string; children: ReactNode }) {
  const region = useRef<HTMLDivElement>(null);
  const focused = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (!focused.current || focused.current.isConnected) return;
    focused.current = null;
    if (document.activeElement === document.body) region.current?.focus();
  });
  return (
    <div
      ref={region}
      className="table-region"
      role="region"
      aria-label={label}
      tabIndex={0}
      onFocus={(event) => (focused.current = event.target)}
      onBlur={() => (focused.current = null)}
    >
      {children}
    </div>
  );
}
