import { ArrowDown, ArrowUp } from "lucide-react";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";

const words = strings.inspector;

/** Up and down in a list, for what is called so. */
export function MoveButtons({
  name,
  first,
  last,
  onMove,
}: {
  name: string;
  first: boolean;
  last: boolean;
  onMove: (by: number) => void;
}) {
  return (
    <>
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
    </>
  );
}
