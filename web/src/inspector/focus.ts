/** Bringing a setting before the eye. */

import type { Path } from "../doc/types";

const FIELDS = "input, textarea, select";
const CONTROLS = `${FIELDS}, button`;

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
  const controls = [...best.querySelectorAll<HTMLElement>(CONTROLS)].filter(
    (each) => !each.closest("details:not([open])"),
  );
  // Beside its name a setting may have buttons, such as for another language; one comes to write.
  const control = controls.find((each) => each.matches(FIELDS)) ?? controls[0];
  best.scrollIntoView({ block: "center" });
  control?.focus({ preventScroll: true });
}
