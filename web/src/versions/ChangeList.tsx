import type { Change } from "../api/types";
import { strings } from "../strings";
import { Badge } from "../ui/Badge";
import { starred } from "./words";

const { page: words } = strings.versions;
const KINDS = { added: "good", removed: "bad", changed: "accent", renamed: "accent" } as const;

/** Differences in words. */
export function ChangeList({ changes }: { changes: readonly Change[] }) {
  return (
    <ul className="versions-changes">
      {changes.map((change, place) => (
        <li key={place}>
          <Badge kind={KINDS[change.kind]}>{words[change.kind]}</Badge> <Emphasised text={change.words} />
        </li>
      ))}
    </ul>
  );
}

function Emphasised({ text }: { text: string }) {
  return starred(text).map(({ text: part, isName }, place) =>
    isName ? <strong key={place}>{part}</strong> : <span key={place}>{part}</span>,
  );
}
