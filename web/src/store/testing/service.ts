/** For tests: the part of the service that keeps drafts, in memory, as the real one answers. */

import type { FlowDoc, LayoutDoc } from "../../doc/types";

interface Row {
  revision: number;
  document: FlowDoc;
  layout: LayoutDoc;
  label: string;
  by: string;
}

export class Service {
  rows: Row[];
  /** No answer at all, as when the network is gone. */
  down = false;
  /** What is answered to the next saves instead of saving. */
  refuse: { status: number; message: string } | null = null;
  requests: string[] = [];

  constructor(document: FlowDoc) {
    this.rows = [{ revision: 1, document, layout: {} as LayoutDoc, label: "", by: "somebody" }];
  }

  /** How often something was to be saved. */
  get puts(): number {
    return this.requests.filter((each) => each.startsWith("PUT")).length;
  }

  get newest(): Row {
    const row = this.rows.at(-1);
    if (!row) throw new Error("no rows");
    return row;
  }

  /** Somebody else saves. */
  save(document: FlowDoc, by = "Priya"): void {
    this.rows.push({ ...this.newest, revision: this.newest.revision + 1, document, label: "theirs", by });
  }

  fetch = (path: string, init: RequestInit = {}): Promise<Response> => {
    const method = init.method ?? "GET";
    this.requests.push(`${method} ${path}`);
    if (this.down) return Promise.reject(new TypeError("network"));
    if (path.endsWith("/history")) return this.answer([...this.rows].reverse());
    const history = /history\/(\d+)$/.exec(path);
    if (history) return this.answer(this.rows.find(({ revision }) => revision === Number(history[1])));
    return method === "PUT" ? this.put(JSON.parse(init.body as string) as Row) : this.answer(this.draft());
  };

  private draft() {
    return {
      ...this.newest,
      problems: [],
      changed: true,
      updated_by: this.newest.by,
      based_on: null,
      updated_at: "",
    };
  }

  private put(sent: Row): Promise<Response> {
    if (this.refuse) {
      const { status, message } = this.refuse;
      return this.answer({ error: { code: "refused", message } }, status);
    }
    const base = this.rows.find(({ revision }) => revision === sent.revision);
    if (sent.revision !== this.newest.revision) {
      const error = { code: "conflict", message: "moved" };
      return this.answer({ error, current: this.draft(), base: base?.document }, 409);
    }
    this.rows.push({ ...sent, revision: sent.revision + 1, by: "me" });
    return this.answer({ revision: sent.revision + 1, problems: [], changed: true });
  }

  private answer(body: unknown, status = 200): Promise<Response> {
    const headers = { "content-type": "application/json" };
    return Promise.resolve(
      new Response(JSON.stringify(body ?? {}), { status: body ? status : 404, headers }),
    );
  }
}
