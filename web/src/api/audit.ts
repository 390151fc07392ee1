/** Who did what, and what is kept of a caller, as the service tells it. */

export interface AuditEntry {
  ordinal: number;
  at: string;
  who: string;
  /** `call.seen`, `flow.published`, …, or a route by its method and path. */
  did: string;
  what: string;
  details: Record<string, unknown>;
  hash: string;
}

export interface AuditPage {
  entries: AuditEntry[];
  /** To be asked for as `before`; null: there are no more. */
  next: number | null;
}

export interface AuditCheck {
  whole: boolean;
  entries: number;
  head: string | null;
  broken_at: number | null;
  why: string | null;
}

export type Counts = Record<string, number>;

export interface CallerReport {
  number: string;
  looked_for: string[];
  calls: string[];
  own: Counts;
  records: Counts;
  kept: Counts;
}

export interface ErasureReport extends CallerReport {
  erased: Counts;
  left: Counts;
}
