// @vitest-environment jsdom
import { describe, expect, test, vi } from "vitest";
import { setAt } from "../doc/paths";
import { useDocument } from "./document";
import { useLayout } from "./layout";
import { useSync } from "./sync";
import { FLOW, here, openedFlow, said, say, state } from "./testing/editing";
import { drafts } from "./testing/kept";
import { undo } from "./undo";

/** jsdom has no IndexedDB. */
vi.mock("./kept", () => import("./testing/kept"));

const service = openedFlow();

describe("saving", () => {
  test("a change is saved when nothing more was changed for a moment, with its name", async () => {
    say("hello", "Good morning.");
    expect(state()).toBe("saving");
    await vi.advanceTimersByTimeAsync(500);
    expect(service().puts).toBe(0);
    await vi.advanceTimersByTimeAsync(200);
    expect(said(service().newest.document, "hello")).toBe("Good morning.");
    expect(service().newest.label).toBe("Changed what hello says");
    expect(state()).toBe("saved");
    expect(useSync.getState().revision).toBe(2);
  });

  test("whoever writes on and on is saved all the same", async () => {
    for (let second = 0; second < 13; second += 1) {
      say("hello", `Word ${second}`);
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(service().puts).toBeGreaterThan(0);
  });

  test("opening and looking saves nothing", async () => {
    await vi.advanceTimersByTimeAsync(30_000);
    expect(service().puts).toBe(0);
    expect(state()).toBe("saved");
  });

  test("what is changed while a save is under way is saved after it", async () => {
    say("hello", "One.");
    const saving = useSync.getState().flush();
    say("bye", "Two.");
    await saving;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(said(service().newest.document, "hello")).toBe("One.");
    expect(said(service().newest.document, "bye")).toBe("Two.");
  });

  test("places on the canvas are saved, too", async () => {
    useLayout.getState().move("hello", 10.4, 20);
    await vi.advanceTimersByTimeAsync(700);
    expect(service().newest.layout.positions).toEqual({ hello: [10, 20] });
  });

  test("undo is saved as such", async () => {
    say("hello", "Good morning.");
    await vi.advanceTimersByTimeAsync(700);
    undo();
    await vi.advanceTimersByTimeAsync(700);
    expect(said(service().newest.document, "hello")).toBe("Hello.");
    expect(service().newest.label).toBe("Undid: Changed what hello says");
  });
});

describe("when it cannot be saved", () => {
  test("an unreachable service is tried again, less and less often, and in the end has all", async () => {
    service().down = true;
    say("hello", "Good morning.");
    await vi.advanceTimersByTimeAsync(700);
    expect(state()).toBe("unsaved");
    await vi.advanceTimersByTimeAsync(60_000);
    const tried = service().puts;
    expect(tried).toBeGreaterThan(4);
    expect(tried).toBeLessThan(10);
    service().down = false;
    await vi.advanceTimersByTimeAsync(31_000);
    expect(state()).toBe("saved");
    expect(said(service().newest.document, "hello")).toBe("Good morning.");
  });

  test("as soon as the network is back it is tried at once", async () => {
    service().down = true;
    say("hello", "Good morning.");
    await vi.advanceTimersByTimeAsync(60_000);
    service().down = false;
    window.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(10);
    expect(state()).toBe("saved");
  });

  test("what the service refuses is told in its words and kept; the next change tries again", async () => {
    service().refuse = { status: 413, message: "The flow is too large." };
    say("hello", "Good morning.");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(state()).toBe("refused");
    expect(useSync.getState().why).toBe("The flow is too large.");
    expect(service().puts).toBe(1);
    expect(drafts.size).toBe(1);
    service().refuse = null;
    say("bye", "See you.");
    await vi.advanceTimersByTimeAsync(700);
    expect(state()).toBe("saved");
    expect(said(service().newest.document, "hello")).toBe("Good morning.");
  });

  test("saving at once says what is wrong", async () => {
    service().down = true;
    say("hello", "Good morning.");
    await expect(useSync.getState().flush()).rejects.toMatchObject({ code: "unreachable" });
  });

  test("the browser asks before it closes only while something is not saved", async () => {
    const asks = () => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
    expect(asks()).toBe(false);
    say("hello", "Good morning.");
    expect(asks()).toBe(true);
    await vi.advanceTimersByTimeAsync(700);
    expect(asks()).toBe(false);
  });
});

test("leaving the editor saves what is left", async () => {
  say("hello", "Good morning.");
  useSync.getState().close();
  await vi.advanceTimersByTimeAsync(10);
  expect(said(service().newest.document, "hello")).toBe("Good morning.");
});

test("a draft that the service put in place can be undone", async () => {
  const old = setAt(FLOW, ["nodes", "hello", "say"], "Long ago.");
  service().save(old, "me");
  useSync
    .getState()
    .take(
      { ...service().newest, based_on: null, changed: false, updated_at: "", updated_by: "me", problems: [] },
      "Discarded the draft",
    );
  expect(said(here(), "hello")).toBe("Long ago.");
  await vi.advanceTimersByTimeAsync(700);
  expect(service().puts).toBe(0);
  undo();
  await vi.advanceTimersByTimeAsync(700);
  expect(said(service().newest.document, "hello")).toBe("Hello.");
});

test("a step that gets another name keeps its place on the canvas", () => {
  useLayout.getState().move("hello", 10, 20);
  useDocument.getState().edit("Renamed", (d) => {
    const { hello, bye } = d.nodes;
    return hello && bye ? { ...d, nodes: { greeting: hello, bye } } : d;
  });
  expect(useLayout.getState().layout.positions).toEqual({ greeting: [10, 20] });
});
