import type { ReactNode } from "react";
import { useMay } from "../store/me";

/** Around forms: whoever may only look reads all of it, and can write nothing. */
export function Editable({ children }: { children: ReactNode }) {
  return (
    <fieldset className="inspector-editable" role="presentation" disabled={!useMay("edit")}>
      {children}
    </fieldset>
  );
}
