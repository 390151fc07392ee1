/** A conversation outlives a reload of the page, for as long as the browser's tab is open. */

import type { Case } from "./caseOf";

const key = (flow: string) => `trunkline.conversation.${flow}`;

/** Keep it for this flow. */
export function keep(flow: string, { call, mocks, lines }: Case): void {
  try {
    sessionStorage.setItem(key(flow), JSON.stringify({ call, mocks, lines }));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // no room, or none allowed: it is only a convenience
  }
}

/** What was kept; null for none. */
export function kept(flow: string): Case | null {
  const text = sessionStorage.getItem(key(flow));
  return text ? (JSON.parse(text) as Case) : null;
}
