import { useEffect, useRef, useState } from "react";

/** How wide an element is, for charts that are drawn to measure. */
export function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const watching = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.round(entry.contentRect.width));
    });
    watching.observe(element);
    return () => watching.disconnect();
  }, []);
  return [ref, width] as const;
}
