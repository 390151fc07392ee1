import { Copy, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { ProblemCount } from "../ProblemCount";
import type { Path } from "../../doc/types";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { MoveButtons } from "./MoveButtons";

const words = strings.inspector;

/** One entry of a list or of a keyed map: its head, what can be done with it, and its settings. */
export function Entry({
  name,
  summary,
  path,
  open,
  first,
  last,
  onMove,
  onDuplicate,
  onRemove,
  children,
}: {
  name: string;
  summary: string;
  path: Path;
  open: boolean;
  first: boolean;
  last: boolean;
  onMove: (by: number) => void;
  onDuplicate: () => void;
  onRemove: () => void;
  children: ReactNode;
}) {
  return (
    <li className="inspector-entry" data-path={path.join("/")}>
      <details open={open}>
        <summary>
          <span className="inspector-entry-line">
            <span className="inspector-entry-name">{name}</span>
            <span className="quiet inspector-entry-summary" dir="auto">
              {summary}
            </span>
            <ProblemCount path={path} />
          </span>
        </summary>
        <div className="inspector-inner">{children}</div>
      </details>
      <span className="inspector-entry-tools">
        <MoveButtons name={name} first={first} last={last} onMove={onMove} />
        <Button kind="quiet" icon={<Copy size={14} />} label={words.duplicate(name)} onClick={onDuplicate} />
        <Button kind="quiet" icon={<Trash2 size={14} />} label={words.removeNamed(name)} onClick={onRemove} />
      </span>
    </li>
  );
}
