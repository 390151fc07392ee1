/** What the dialog and the pages of versions ask of the service. */

import { ask } from "../api/client";
import type { Differences, Environment, FlowEntry, PhoneNumber, Version } from "../api/types";

/** What is compared: a version by its number, an environment, or the draft. */
export type Side = "draft" | "live" | "test" | number;

export interface Challenger {
  version: number;
  /** From 0 to 1. */
  share: number;
}

const flowPath = (flow: string) => `/api/flows/${encodeURIComponent(flow)}`;

/** What the environments of a flow run. */
export interface Standing {
  live: number | null;
  test: number | null;
  /** Gets a share of the live calls. */
  challenger: Challenger | null;
}

interface Running {
  environment: Environment;
  version: number;
  challenger: Challenger | null;
}

export async function standingOf(flow: string): Promise<Standing> {
  const running = await ask<Running[]>("GET", `${flowPath(flow)}/environments`);
  const of = (environment: Environment) => running.find((each) => each.environment === environment);
  const live = of("live");
  return {
    live: live?.version ?? null,
    test: of("test")?.version ?? null,
    challenger: live?.challenger ?? null,
  };
}

/** The flow that answers calls to numbers that are not in the list. */
export async function otherCalls(): Promise<string> {
  return (await ask<{ flow: string }>("GET", "/api/setup")).flow;
}

export function versionsOf(flow: string): Promise<Version[]> {
  return ask("GET", `${flowPath(flow)}/versions`);
}

/** The entry of this flow; null when there is none. */
export async function entryOf(flow: string): Promise<FlowEntry | null> {
  const all = await ask<FlowEntry[]>("GET", "/api/flows");
  return all.find(({ name }) => name === flow) ?? null;
}

export function differences(flow: string, from: Side, to: Side, signal?: AbortSignal): Promise<Differences> {
  return ask("GET", `${flowPath(flow)}/differences?from=${from}&to=${to}`, undefined, signal);
}

/** Let an environment run a version from now on; with a challenger, a share of its callers get that one. */
export function pointTo(
  flow: string,
  environment: Environment,
  version: number,
  challenger?: Challenger,
): Promise<unknown> {
  const body = challenger ? { version, challenger } : { version };
  return ask("PUT", `${flowPath(flow)}/environments/${environment}`, body);
}

export interface Publication {
  revision: number;
  note: string;
  environment: Environment;
  override_tests?: string;
}

export function publish(flow: string, publication: Publication): Promise<Version> {
  return ask("POST", `${flowPath(flow)}/versions`, publication);
}

export function numbers(): Promise<PhoneNumber[]> {
  return ask("GET", "/api/numbers");
}

export function saveNumber(number: PhoneNumber): Promise<unknown> {
  return ask("PUT", `/api/numbers/${encodeURIComponent(number.number)}`, number);
}

export function removeNumber(number: string): Promise<unknown> {
  return ask("DELETE", `/api/numbers/${encodeURIComponent(number)}`);
}
