import { ArrowDown, ArrowUp, X } from "lucide-react";
import type { ReactNode } from "react";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";

const words = strings.inspector;

/** One entry of a short list whose order counts. */
export function ListRow({
  name,
  first,
  last,
  onMove,
  onRemove,
  children,
}: {
  name: string;
  first: boolean;
  last: boolean;
  onMove: (by: number) => void;
  onRemove?: (() => void) | undefined;
  children?: ReactNode;
}) {
  return (
    <li className="inspector-list-row">
      <span className="inspector-list-name">{children ?? name}</span>
      <Button
        kind="quiet"
        icon={<ArrowUp size={14} />}
        label={words.up(name)}
        disabled={first}
        onClick={() => onMove(-1)}
      />
      <Button
        kind="quiet"
        icon={<ArrowDown size={14} />}
        label={words.down(name)}
        disabled={last}
        onClick={() => onMove(1)}
      />
      {onRemove && (
        <Button kind="quiet" icon={<X size={14} />} label={words.removeNamed(name)} onClick={onRemove} />
      )}
    </li>
  );
}
