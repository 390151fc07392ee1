/** A colour for each result: green for what went well, and so on; of several of one kind, paler ones. */

import type { CallRow } from "../api/types";
import { isMap } from "../doc/equal";

type Success = NonNullable<CallRow["success"]>;
const TOKENS: Record<Success, string> = { success: "good", partial: "warn", failed: "bad" };
const STRENGTHS = [100, 68, 44, 28];

/** What results are worth, as the document says. */
export function worth(results: unknown): ReadonlyMap<string, Success> {
  if (!isMap(results)) return new Map();
  return new Map(
    Object.entries(results).flatMap(([result, kind]) => (isSuccess(kind) ? [[result, kind] as const] : [])),
  );
}

function isSuccess(kind: unknown): kind is Success {
  return typeof kind === "string" && kind in TOKENS;
}

/** CSS colours, made of the theme's own. */
export function colours(
  results: readonly string[],
  kinds: ReadonlyMap<string, Success>,
): ReadonlyMap<string, string> {
  const used = new Map<string, number>();
  return new Map(
    results.map((result) => {
      const kind = kinds.get(result);
      const token = kind ? TOKENS[kind] : "quiet";
      const place = used.get(token) ?? 0;
      used.set(token, place + 1);
      const strength = STRENGTHS[place % STRENGTHS.length] ?? 100;
      return [result, `color-mix(in srgb, var(--${token}) ${strength}%, var(--surface))`];
    }),
  );
}
