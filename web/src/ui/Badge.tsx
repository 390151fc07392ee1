import type { ReactNode } from "react";

/** A word on a coloured ground; the word, not the colour, says what it means. */
export function Badge({
  kind = "plain",
  children,
}: {
  kind?: "plain" | "good" | "warn" | "bad" | "accent";
  children: ReactNode;
}) {
  return <span className={`badge ${kind}`}>{children}</span>;
}

/** What to say where there is nothing yet, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}
