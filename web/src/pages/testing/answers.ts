/** For tests: a service that answers as it is told, and remembers what it was asked. */

import { vi } from "vitest";

export interface Asked {
  method: string;
  path: string;
  body: unknown;
}

/** `answers`: `GET /api/flows` → what is answered; an error is told as `{ status, error }`. Anything else is not found. */
export function answering(answers: Record<string, unknown>): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit = {}) => {
    const method = init.method ?? "GET";
    asked.push({ method, path, body: typeof init.body === "string" ? parsed(init.body) : undefined });
    const answer = answers[`${method} ${path}`] ?? {
      status: 404,
      error: { code: "not_found", message: "No." },
    };
    const status = isRefusal(answer) ? answer.status : 200;
    const headers = { "content-type": "application/json" };
    return Promise.resolve(new Response(JSON.stringify(answer), { status, headers }));
  });
  return asked;
}

function isRefusal(answer: unknown): answer is { status: number } {
  return typeof answer === "object" && answer !== null && "status" in answer && "error" in answer;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
