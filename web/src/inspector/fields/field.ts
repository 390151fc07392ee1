import type { Json, Path } from "../../doc/types";
import type { Shape } from "../shape";

/** What every widget of a setting is given. */
export interface FieldProps {
  path: Path;
  shape: Shape;
  /** What people call the setting. */
  title: string;
  value: Json | undefined;
}
