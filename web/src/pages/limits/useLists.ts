import { useState } from "react";
import type { NumberRule } from "../../api/limits";
import { useAnswer, type Answer } from "../../calls/useAnswer";

export interface NumberLists {
  rules: Answer<readonly NumberRule[]>;
  /** The number whose entry is being written; empty: a new one; null: none. */
  writing: string | null;
  write: (number: string | null) => void;
}

/** Who is blocked or let in, and which entry is being written. */
export function useLists(): NumberLists {
  const rules = useAnswer<readonly NumberRule[]>("/api/limits/numbers");
  const [writing, write] = useState<string | null>(null);
  return { rules, writing, write };
}
