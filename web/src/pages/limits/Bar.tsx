import type { BudgetEntry } from "../../api/limits";
import { share } from "./reckoning";

interface Props {
  label: string;
  used: number;
  most: number;
  standing: BudgetEntry["standing"];
  /** Where a warning begins, in percent. */
  mark?: number;
}

/** How much of a limit is used. */
export function Bar({ label, used, most, standing, mark }: Props) {
  const { bar } = share(used, most);
  return (
    <div
      className={`limits-bar ${standing}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={bar}
    >
      <span style={{ width: `${bar}%` }} />
      {mark !== undefined && <i style={{ left: `${mark}%` }} />}
    </div>
  );
}
