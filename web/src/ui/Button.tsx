import type { ComponentProps, ReactNode } from "react";

interface Props extends ComponentProps<"button"> {
  kind?: "primary" | "plain" | "quiet" | "danger";
  /** An icon before the words; with `label` and no children it stands alone. */
  icon?: ReactNode;
  /** What an icon alone does, for those who do not see it; also its tooltip. */
  label?: string;
}

/** A button; of type `button`, so that it sends no form by accident. */
export function Button({ kind = "plain", icon, label, children, className = "", ...rest }: Props) {
  return (
    <button
      type="button"
      className={`button ${kind} ${children === undefined ? "icon-only" : ""} ${className}`}
      aria-label={children === undefined ? label : undefined}
      title={label}
      {...rest}
    >
      {icon}
      {children}
    </button>
  );
}
