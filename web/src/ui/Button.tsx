import type { ComponentProps, ReactNode } from "react";

interface Props extends ComponentProps<"button"> {
  kind?: "primary" | "plain" | "quiet" | "danger";
  /** An icon before the words; with `label` and no children it stands alone. */
  icon?: ReactNode;
  /** What an icon alone does, for those who do not see it; also its tooltip. */
  label?: string;
  /** Why it cannot be used now: it stays in reach of the keys, tells this, and does nothing. */
  why?: string | undefined;
}

/** A button; of type `button`, so that it sends no form by accident. */
export function Button({ kind = "plain", icon, label, children, className = "", why, ...rest }: Props) {
  const stopped = why === undefined ? {} : { "aria-disabled": true, onClick: stop };
  return (
    <button
      type="button"
      className={`button ${kind} ${children === undefined ? "icon-only" : ""} ${className}`}
      aria-label={children === undefined ? label : undefined}
      title={why ?? label}
      {...rest}
      {...stopped}
    >
      {icon}
      {children}
    </button>
  );
}

function stop(event: { preventDefault: () => void }): void {
  event.preventDefault();
}
