import { useEffect } from "react";
import { strings } from "../strings";

/** What the browser calls the page. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} – ${strings.common.product}`;
  }, [title]);
}
