/** Where the time of a turn went, from the caller's last sound until ours. */

export interface Moment {
  stage: string;
  /** Milliseconds since the call began. */
  at_ms: number;
}

export interface Bar {
  stage: string;
  /** Milliseconds since the caller fell silent. */
  from_ms: number;
  to_ms: number;
}

/** The stage at which the caller fell silent: from there it is counted. */
const BEGIN = "caller_silent";
/** What comes after the caller hears us is no wait of theirs. */
const AFTER = new Set(["durable"]);

/** A bar for each stage, from the end of the one before; of stages that came at the same time, empty bars. */
export function bars(moments: readonly Moment[]): readonly Bar[] {
  const began = beginOf(moments);
  const inOrder = moments
    .filter(({ stage }) => stage !== BEGIN && !AFTER.has(stage))
    .map(({ stage, at_ms }) => ({ stage, to_ms: Math.max(0, at_ms - began) }))
    .sort((a, b) => a.to_ms - b.to_ms);
  return inOrder.map((bar, index) => ({ ...bar, from_ms: inOrder[index - 1]?.to_ms ?? 0 }));
}

/** What the caller waited: until our first sound was sent, or as far as is known. */
export function waited(moments: readonly Moment[]): number | null {
  const stage = (name: string) => moments.find((moment) => moment.stage === name);
  const heard = stage("sent") ?? stage("first_sound");
  return heard ? Math.max(0, heard.at_ms - beginOf(moments)) : null;
}

function beginOf(moments: readonly Moment[]): number {
  return moments.find(({ stage }) => stage === BEGIN)?.at_ms ?? 0;
}
