import type { CallFacts } from "../api/types";
import { strings } from "../strings";
import { Badge } from "../ui/Badge";
import { words } from "./format";

const KINDS = { success: "good", partial: "warn", failed: "bad" } as const;

/** How a call came out. */
export function ResultBadge({ call }: { call: CallFacts }) {
  if (call.live) return <Badge kind="accent">{strings.calls.live.going}</Badge>;
  if (!call.result) return <Badge>{strings.calls.noResult}</Badge>;
  return <Badge kind={call.success ? KINDS[call.success] : "plain"}>{words(call.result)}</Badge>;
}
