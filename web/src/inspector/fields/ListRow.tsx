import { X } from "lucide-react";
import type { ReactNode } from "react";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { MoveButtons } from "./MoveButtons";

const words = strings.inspector;

/** One entry of a short list whose order counts. */
export function ListRow({
  name,
  first,
  last,
  onMove,
  onRemove,
  tip,
  below,
  children,
}: {
  name: string;
  /** Shown to who points at the name. */
  tip?: string | undefined;
  /** What belongs to the entry, under it. */
  below?: ReactNode;
  first: boolean;
  last: boolean;
  onMove: (by: number) => void;
  onRemove?: (() => void) | undefined;
  children?: ReactNode;
}) {
  return (
    <li className="inspector-list-row">
      <span className="inspector-list-name" title={tip}>
        {children ?? name}
      </span>
      <MoveButtons name={name} first={first} last={last} onMove={onMove} />
      {onRemove && (
        <Button kind="quiet" icon={<X size={14} />} label={words.removeNamed(name)} onClick={onRemove} />
      )}
      {below}
    </li>
  );
}
