// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError, ask, person, setPerson, signAs } from "../api/client";
import { useDocument } from "./document";
import { mayNow, useMe } from "./me";
import { useTasks } from "./tasks";
import { someone } from "./testing/someone";

interface Sent {
  method: string;
  path: string;
  token: string | undefined;
}

/** A service that answers in turn, and what it was sent. */
function answering(...answers: [status: number, body: unknown][]): Sent[] {
  const sent: Sent[] = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    const headers = init.headers as Record<string, string>;
    sent.push({ method: init.method ?? "GET", path, token: headers["X-Trunkline-Token"] });
    const [status, body] = answers.shift() ?? [500, {}];
    const json = { "content-type": "application/json" };
    return Promise.resolve(new Response(JSON.stringify(body), { status, headers: json }));
  });
  return sent;
}

const refusal = (code: string) => ({ error: { code, message: `Refused: ${code}.` } });
const open = someone({ signed_in: false, open: true, name: "", token: null, account: null, email: null });
const nobody = someone({
  signed_in: false,
  role: null,
  token: null,
  may: { view: false, edit: false, publish: false, administer: false },
});

beforeEach(() => {
  localStorage.clear();
  useMe.setState({ me: null, ended: false, failed: "" });
  signAs("", null);
});
afterEach(() => vi.unstubAllGlobals());

describe("the token", () => {
  test("goes with what is asked once somebody is signed in, and not before", async () => {
    const sent = answering([200, open], [204, null], [200, someone()], [200, {}]);
    await useMe.getState().read();
    await useMe
      .getState()
      .read()
      .catch(() => undefined);
    await useMe.getState().signIn(" asha@example.com ", "four words of mine");
    await ask("DELETE", "/api/x");
    expect(sent.map(({ token }) => token)).toEqual([undefined, undefined, undefined, "t1"]);
  });

  test("that is out of date is asked for again, and what was asked is sent once more", async () => {
    useMe.getState().learned(someone());
    const sent = answering([403, refusal("token")], [200, someone({ token: "t2" })], [200, { done: true }]);
    await expect(ask("PUT", "/api/x", {})).resolves.toEqual({ done: true });
    expect(sent).toEqual([
      { method: "PUT", path: "/api/x", token: "t1" },
      { method: "GET", path: "/api/me", token: "t1" },
      { method: "PUT", path: "/api/x", token: "t2" },
    ]);
  });

  test("that is refused twice is told, and not tried for ever", async () => {
    useMe.getState().learned(someone());
    const sent = answering([403, refusal("token")], [200, someone()], [403, refusal("token")]);
    await expect(ask("PUT", "/api/x", {})).rejects.toThrow(ApiError);
    expect(sent).toHaveLength(3);
  });
});

describe("a session that comes to its end", () => {
  test("is told, and what one may stays until one has signed in again", async () => {
    useMe.getState().learned(someone());
    answering([401, refusal("sign_in")], [200, someone({ token: "t2" })]);
    await expect(ask("PUT", "/api/x", {})).rejects.toMatchObject({ status: 401 });
    expect(useMe.getState()).toMatchObject({ ended: true, me: { name: "Asha" } });
    expect(mayNow("edit")).toBe(true);
    await useMe.getState().signIn("asha@example.com", "four words of mine");
    expect(useMe.getState()).toMatchObject({ ended: false, me: { token: "t2" } });
  });

  test("is noticed when the service says that nobody is signed in", () => {
    useMe.getState().learned(someone());
    useMe.getState().learned(nobody);
    expect(useMe.getState()).toMatchObject({ ended: true, me: { name: "Asha" } });
  });

  test("is none where nobody was signed in", async () => {
    useMe.getState().learned(nobody);
    answering([401, refusal("sign_in")]);
    await expect(ask("GET", "/api/x")).rejects.toThrow();
    expect(useMe.getState().ended).toBe(false);
  });

  test("a wrong password is none", async () => {
    useMe.getState().learned(someone());
    answering([401, refusal("wrong")]);
    await expect(ask("PUT", "/api/me/password", {})).rejects.toThrow("Refused: wrong.");
    expect(useMe.getState().ended).toBe(false);
  });
});

describe("who one is", () => {
  test("a service that does not tell is told once, and forgotten when it does", async () => {
    answering([403, refusal("forbidden")], [200, open]);
    await expect(useMe.getState().read()).rejects.toThrow();
    expect(useMe.getState().failed).toBe("Refused: forbidden.");
    await useMe.getState().read();
    expect(useMe.getState()).toMatchObject({ failed: "", me: { open: true } });
  });

  test("the name of whoever is signed in goes before the one that the browser keeps", () => {
    setPerson("Somebody");
    expect(person()).toBe("Somebody");
    useMe.getState().learned(someone());
    expect(person()).toBe("Asha");
  });

  test("a role that is too small is looked at again", async () => {
    useMe.getState().learned(someone());
    const less = { view: true, edit: false, publish: false, administer: false };
    answering([403, refusal("role")], [200, someone({ role: "view", may: less })]);
    await expect(ask("PUT", "/api/x", {})).rejects.toThrow("Refused: role.");
    await vi.waitFor(() => expect(mayNow("edit")).toBe(false));
  });
});

test("whoever may only look changes nothing, and is asked nothing but what they search", () => {
  const less = { view: true, edit: false, publish: false, administer: false };
  const flow = { flow: "x", title: "X", start: "a", nodes: { a: { type: "end", result: "done" } } };
  useDocument.getState().load(flow);
  useMe.getState().learned(someone({ role: "view", may: less }));
  useDocument.getState().edit("Emptied", (document) => ({ ...document, nodes: {} }));
  expect(useDocument.getState().document).toBe(flow);
  useTasks.getState().ask({ kind: "add" });
  expect(useTasks.getState().task).toBeNull();
  useTasks.getState().ask({ kind: "search" });
  expect(useTasks.getState().task).toEqual({ kind: "search" });
});
