/** Which calls are to be played, as a form has it and as the service is asked. Pure. */

import type { Json } from "../../doc/types";
import { setMoments, WITHOUT_RESULT } from "../filters";

export const COUNTS = [100, 300, 1000] as const;

export interface Wish {
  calls: number;
  /** The version that they are played on; empty: the draft. */
  on: string;
  /** That they ran; empty: any. */
  version: string;
  /** Empty: any. */
  result: string;
  from: string;
  until: string;
}

export const USUAL: Wish = { calls: 300, on: "", version: "", result: "", from: "", until: "" };

/** What the service is asked. Days become the moments at which they begin and end here. */
export function wished({ calls, on, version, result, from, until }: Wish): { [setting: string]: Json } {
  const moments = new URLSearchParams();
  setMoments(moments, from, until);
  return {
    calls,
    ...(on ? { on: Number(on) } : {}),
    ...(version ? { version: Number(version) } : {}),
    ...(result ? { result: result === WITHOUT_RESULT ? "" : result } : {}),
    ...Object.fromEntries(moments),
  };
}
