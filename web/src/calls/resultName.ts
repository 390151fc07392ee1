import { strings } from "../strings";
import { WITHOUT_RESULT } from "./filters";
import { words } from "./format";

/** A result as people read it. */
export function resultName(result: string): string {
  return result === WITHOUT_RESULT ? strings.calls.noResult : words(result);
}
