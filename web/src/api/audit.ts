/** Who did what, and what is kept of a caller, as the service tells it. */

import type * as told from "./generated";

export type { AuditCheck, CallerReport, ErasureReport } from "./generated";

export interface AuditEntry extends told.AuditEntry {
  details: Record<string, unknown>;
}

export interface AuditPage extends told.AuditPage {
  entries: AuditEntry[];
}
