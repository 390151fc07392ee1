/** What the actions of a flow answer while it is tried. */

import { isMap } from "../../doc/equal";
import type { FlowDoc, Json } from "../../doc/types";
import type { ActionSpec, RehearsedTurn } from "../../api/types";

export type Mock =
  | { kind: "example" }
  | { kind: "outcome"; outcome: string }
  | { kind: "fails" }
  | { kind: "answer"; text: string };

export type Mocks = Readonly<Record<string, Mock>>;

export interface FlowAction {
  name: string;
  summary: string;
  outcomes: readonly string[];
}

/** The actions that a flow may use, with what may come of them. */
export function actionsOf(document: FlowDoc, specs: readonly ActionSpec[]): FlowAction[] {
  const declared = isMap(document.actions) ? document.actions : {};
  return Object.entries(declared).map(([name, action]) => {
    const spec = specs.find((each) => each.name === name);
    return { name, summary: spec?.summary ?? "", outcomes: outcomesOf(action) ?? spec?.outcomes ?? [] };
  });
}

function outcomesOf(action: unknown): string[] | null {
  if (!isMap(action) || !Array.isArray(action.outcomes)) return null;
  return action.outcomes.filter((outcome) => typeof outcome === "string");
}

/** Whether what was written can be read. */
export function isReadable(text: string): boolean {
  return read(text) !== undefined;
}

function read(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** What an action answered when it ran last, as it is written. */
export function lastAnswer(turns: readonly RehearsedTurn[], action: string): string {
  const ran = turns.flatMap(({ why }) => why.actions).findLast((each) => each.action === action);
  return JSON.stringify(ran?.answer ?? {});
}

/** As the service takes them. What cannot be read yet, and actions that the flow has no more, are left out. */
export function toWire(mocks: Mocks, document: FlowDoc): Record<string, Json> {
  const declared = isMap(document.actions) ? document.actions : {};
  const wire: Record<string, Json> = {};
  for (const [name, mock] of Object.entries(mocks)) {
    if (!(name in declared)) continue;
    const answer = answerOf(mock);
    if (answer !== undefined) wire[name] = answer;
  }
  return wire;
}

function answerOf(mock: Mock): Json | undefined {
  if (mock.kind === "outcome") return { outcome: mock.outcome };
  if (mock.kind === "fails") return { error: true };
  return mock.kind === "answer" ? read(mock.text) : undefined;
}

/** From a test of the flow. */
export function fromWire(wire: Readonly<Record<string, Json>>): Mocks {
  return Object.fromEntries(Object.entries(wire).map(([name, answer]) => [name, mockOf(answer)]));
}

function mockOf(answer: Json): Mock {
  if (isMap(answer) && typeof answer.outcome === "string")
    return { kind: "outcome", outcome: answer.outcome };
  if (isMap(answer) && answer.error === true) return { kind: "fails" };
  return { kind: "answer", text: JSON.stringify(answer) };
}
