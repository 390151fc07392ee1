/** Bringing a setting before the eye. */

import type { Path } from "../doc/types";

const CONTROLS = "input, textarea, select, button";

/** Scroll to the setting at a path, or to the nearest that holds it, and put the focus into it. */
export function showSetting(within: HTMLElement, path: Path): void {
  const wanted = path.join("/");
  const near = [...within.querySelectorAll<HTMLElement>("[data-path]")].filter(({ dataset }) => {
    const at = dataset["path"] ?? "";
    return wanted === at || wanted.startsWith(`${at}/`);
  });
  const [best] = near.sort((a, b) => (b.dataset["path"] ?? "").length - (a.dataset["path"] ?? "").length);
  if (!best) return;
  for (let at = best.closest("details"); at; at = at.parentElement?.closest("details") ?? null)
    at.open = true;
  const own = best.querySelector("details");
  if (own?.parentElement === best) own.open = true;
  const control = best.querySelector<HTMLElement>(CONTROLS);
  best.scrollIntoView({ block: "center" });
  control?.focus({ preventScroll: true });
}
