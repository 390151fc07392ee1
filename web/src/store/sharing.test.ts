// @vitest-environment jsdom
import { describe, expect, test, vi } from "vitest";
import { setAt } from "../doc/paths";
import { useDocument } from "./document";
import { useSync } from "./sync";
import { FLOW, here, openedFlow, said, say, state } from "./testing/editing";
import { drafts } from "./testing/kept";
import { redo, undo } from "./undo";

/** jsdom has no IndexedDB. */
vi.mock("./kept", () => import("./testing/kept"));

const service = openedFlow();

describe("two people", () => {
  test("changes to different steps are both there, in both places", async () => {
    service().save(setAt(FLOW, ["nodes", "bye", "say"], "Theirs."));
    say("hello", "Ours.");
    await vi.advanceTimersByTimeAsync(700);
    for (const document of [here(), service().newest.document]) {
      expect(said(document, "hello")).toBe("Ours.");
      expect(said(document, "bye")).toBe("Theirs.");
    }
    expect(state()).toBe("saved");
    expect(useSync.getState().conflicts).toEqual([]);
    expect(useSync.getState().others).toBe("Priya");
  });

  test("of one setting that both changed ours stays, and theirs is told", async () => {
    service().save(setAt(FLOW, ["nodes", "hello", "say"], "Theirs."));
    say("hello", "Ours.");
    await vi.advanceTimersByTimeAsync(700);
    expect(said(service().newest.document, "hello")).toBe("Ours.");
    expect(useSync.getState().conflicts).toEqual([
      { path: ["nodes", "hello", "say"], ours: "Ours.", theirs: "Theirs." },
    ]);
  });

  test("what the other one saved comes in by itself while one only looks", async () => {
    const before = here()?.nodes.hello;
    service().save(setAt(FLOW, ["nodes", "bye", "say"], "Theirs."));
    await vi.advanceTimersByTimeAsync(6_000);
    expect(said(here(), "bye")).toBe("Theirs.");
    expect(service().puts).toBe(0);
    expect(here()?.nodes.hello).toBe(before);
  });

  test("undo takes back ours and leaves theirs", async () => {
    say("hello", "Ours.");
    await vi.advanceTimersByTimeAsync(700);
    service().save(setAt(service().newest.document, ["nodes", "bye", "say"], "Theirs."));
    await vi.advanceTimersByTimeAsync(6_000);
    undo();
    expect(said(here(), "hello")).toBe("Hello.");
    expect(said(here(), "bye")).toBe("Theirs.");
    redo();
    expect(said(here(), "hello")).toBe("Ours.");
    expect(said(here(), "bye")).toBe("Theirs.");
  });

  test("somebody who always comes first does not make it try for ever", async () => {
    const { fetch } = service();
    vi.stubGlobal("fetch", (path: string, init?: RequestInit) => {
      if (init?.method === "PUT")
        service().save(setAt(FLOW, ["nodes", "bye", "note"], String(service().requests.length)));
      return fetch(path, init);
    });
    say("hello", "Ours.");
    await vi.advanceTimersByTimeAsync(700);
    expect(service().puts).toBe(5);
    expect(state()).toBe("unsaved");
    vi.stubGlobal("fetch", fetch);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(said(service().newest.document, "hello")).toBe("Ours.");
  });
});

describe("a closed browser", () => {
  /** As if the tab were gone: nothing more is sent, and another one opens the flow. */
  async function reopened(): Promise<void> {
    const kept = new Map(drafts);
    service().down = true;
    useSync.getState().close();
    await vi.advanceTimersByTimeAsync(5_000);
    for (const [key, value] of kept) drafts.set(key, value);
    sessionStorage.clear();
    service().down = false;
    await useSync.getState().open("clinic");
  }

  test("what was not saved comes back and is saved", async () => {
    say("hello", "Half a sent");
    await reopened();
    expect(said(here(), "hello")).toBe("Half a sent");
    expect(useSync.getState().broughtBack).toBe(true);
    await vi.advanceTimersByTimeAsync(700);
    expect(said(service().newest.document, "hello")).toBe("Half a sent");
    expect(drafts.size).toBe(0);
  });

  test("it comes back into what others have done meanwhile", async () => {
    say("hello", "Ours.");
    service().save(setAt(FLOW, ["nodes", "bye", "say"], "Theirs."));
    await reopened();
    expect(said(here(), "hello")).toBe("Ours.");
    expect(said(here(), "bye")).toBe("Theirs.");
  });

  test("undo is still there, with its name", async () => {
    say("hello", "Good morning.", "Changed the greeting");
    say("bye", "See you.", "Changed the goodbye");
    await vi.advanceTimersByTimeAsync(2_000);
    await reopened();
    expect(useDocument.getState().label).toBe("Changed the goodbye");
    undo();
    expect(said(here(), "bye")).toBe("Bye.");
    undo();
    expect(said(here(), "hello")).toBe("Hello.");
  });

  test("undo is still there when others changed something since, and takes back only ours", async () => {
    say("hello", "Ours.");
    await vi.advanceTimersByTimeAsync(2_000);
    service().save(setAt(service().newest.document, ["nodes", "bye", "say"], "Theirs."));
    await reopened();
    undo();
    expect(said(here(), "hello")).toBe("Hello.");
    expect(said(here(), "bye")).toBe("Theirs.");
  });
});
