/** Requests to the service. One error type, with a sentence for people. */

import { strings } from "../strings";

const PERSON = "trunkline.person";
const LIMIT_MS = 20_000;

/** The service refused, or did not answer. `message` says what to do. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** 0 when there was no answer. */
    readonly status: number,
    readonly code: string,
    /** All that the service said. */
    readonly body?: unknown,
  ) {
    super(message);
  }
}

/** Who is told when the service does not take us for whom we were. */
export interface Watcher {
  /** One has to sign in. */
  over: () => void;
  /** What one may do, or the token, is another now. Resolves when that is known. */
  changed: () => Promise<void>;
}

/** As whom this browser is signed in. */
const signed: { name: string; token: string | null; watcher: Watcher | null } = {
  name: "",
  token: null,
  watcher: null,
};

/** From now on requests are those of this person; `token` makes changes theirs. */
export function signAs(name: string, token: string | null): void {
  signed.name = name;
  signed.token = token;
}

/** Who is told. */
export function watchSignedIn(watcher: Watcher): void {
  signed.watcher = watcher;
}

/** Who works here, as others see it in the history: whoever is signed in, else the name that this browser keeps. */
export function person(): string {
  return signed.name || (localStorage.getItem(PERSON) ?? "");
}

/** Say who works here. */
export function setPerson(name: string): void {
  localStorage.setItem(PERSON, name.slice(0, 80));
}

/** A text that is sent as it is, such as a flow's YAML. */
export interface Text {
  text: string;
  type: string;
  headers?: Record<string, string>;
}

/** Ask the service; JSON in and out. Throws `ApiError`. */
export async function ask<Answer>(
  method: string,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<Answer> {
  const sent = body === undefined ? undefined : { text: JSON.stringify(body), type: "application/json" };
  return send<Answer>(method, path, sent, signal);
}

/** Send a text; what comes back is JSON, or a text. Throws `ApiError`. */
export async function send<Answer>(
  method: string,
  path: string,
  body?: Text,
  signal?: AbortSignal,
): Promise<Answer> {
  return known(() => once<Answer>(method, path, body, signal));
}

/** Ask, and once more when only the token was out of date, as after signing in anew in another window. */
async function known<Answer>(asked: () => Promise<Answer>): Promise<Answer> {
  try {
    return await asked();
  } catch (error) {
    const { watcher } = signed;
    if (!(error instanceof ApiError) || !watcher) throw error;
    if (error.code === "sign_in") watcher.over();
    if (error.code === "role") void watcher.changed().catch(() => undefined);
    if (error.code !== "token") throw error;
    await watcher.changed();
  }
  return asked();
}

async function once<Answer>(
  method: string,
  path: string,
  body: Text | undefined,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const response = await answered(method, path, body, signal);
  const text = await response.text();
  const said: unknown =
    text && response.headers.get("content-type")?.startsWith("application/json") ? JSON.parse(text) : text;
  if (!response.ok) throw refused(response.status, said);
  return said as Answer;
}

async function answered(
  method: string,
  path: string,
  body: Text | undefined,
  signal?: AbortSignal,
): Promise<Response> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  try {
    return await fetch(path, {
      method,
      headers: {
        ...(body ? { "Content-Type": body.type, ...body.headers } : {}),
        "X-Trunkline-Person": encodeURIComponent(person()),
        ...(signed.token === null ? {} : { "X-Trunkline-Token": signed.token }),
      },
      ...(body ? { body: body.text } : {}),
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(
      "The service does not answer. Your work is kept here until it does.",
      0,
      "unreachable",
    );
  }
}

function refused(status: number, said: unknown): ApiError {
  if (typeof said === "object" && said !== null && "error" in said) {
    const { code = "refused", message = "The service refused." } = said.error as {
      code?: string;
      message?: string;
    };
    return new ApiError(code === "sign_in" ? strings.access.over : message, status, code, said);
  }
  return new ApiError(
    typeof said === "string" && said ? said : `The service answered ${status}.`,
    status,
    "refused",
    said,
  );
}

/** Ask for a file, such as sound. Throws `ApiError`. */
export async function fetched(method: string, path: string, body: unknown): Promise<Blob> {
  return known(async () => {
    const response = await answered(method, path, { text: JSON.stringify(body), type: "application/json" });
    if (!response.ok) throw refused(response.status, await response.json().catch(() => ""));
    return await response.blob();
  });
}
