import { act, cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import { setAt } from "../../doc/paths";
import { scheduling, steps } from "../../doc/testing/flows";
import { useDocument } from "../../store/document";
import { useSpecs } from "../../store/specs";
import { useSync } from "../../store/sync";
import { undo } from "../../store/undo";
import { answering } from "../testing/answers";
import { Bar } from "./Bar";
import { HistoryPanel } from "./HistoryPanel";
import { Notices } from "./Notices";
import { Splitter } from "./Splitter";

beforeEach(() => {
  useSpecs.setState({ steps });
  useDocument.getState().load(scheduling);
  useSync.setState({
    flow: "scheduling",
    revision: 3,
    state: "saved",
    why: "",
    changed: false,
    problems: [],
    conflicts: [],
  });
});
afterEach(cleanup);

const note = (text: string) =>
  act(() => useDocument.getState().edit("Wrote a note", (d) => setAt(d, ["nodes", "find", "note"], text)));

test("undo and redo say what they would do, and do it", async () => {
  const user = userEvent.setup();
  render(<Bar flow="scheduling" />);
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Nothing to undo" }).disabled).toBe(true);
  note("x");
  await user.click(screen.getByRole("button", { name: "Undo: Wrote a note (Ctrl+Z)" }));
  expect(useDocument.getState().document).toBe(scheduling);
  await user.click(screen.getByRole("button", { name: "Redo: Wrote a note (Ctrl+Shift+Z)" }));
  expect(useDocument.getState().document?.nodes.find?.note).toBe("x");
});

test("the bar tells in words whether all is saved and published, and how many problems there are", () => {
  const level = (each: "error" | "warning") => ({
    path: [],
    line: 1,
    code: "x",
    message: "x",
    fix: "",
    level: each,
    consequences: [],
    repair: null,
  });
  useSync.setState({
    state: "unsaved",
    changed: true,
    problems: [level("error"), level("error"), level("warning")],
  });
  render(<Bar flow="scheduling" />);
  expect(screen.getByText(/Not saved yet – trying again/)).toBeTruthy();
  expect(screen.getByText("Changes not published")).toBeTruthy();
  expect(screen.getByRole("button", { name: "2 errors, 1 warning" })).toBeTruthy();
  expect(screen.getByRole("button", { name: "Save now" })).toBeTruthy();
});

test("a draft that is the same as what is published cannot be discarded", () => {
  render(<Bar flow="scheduling" />);
  expect(screen.queryByRole("button", { name: /Discard/ })).toBeNull();
});

test("why it could not be saved is told", () => {
  useSync.setState({ state: "refused", why: "The flow is too large." });
  render(<Notices />);
  expect(screen.getByRole("alert").textContent).toBe("The flow is too large.");
});

test("of a setting that both changed one may take the other person's, which can be undone", async () => {
  const path = ["nodes", "find", "note"];
  note("ours");
  useSync.setState({ conflicts: [{ path, ours: "ours", theirs: "theirs" }] });
  const user = userEvent.setup();
  render(<Notices />);
  expect(screen.getByText("Theirs: theirs")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "Use theirs" }));
  expect(useDocument.getState().document?.nodes.find?.note).toBe("theirs");
  expect(screen.queryByText("Theirs: theirs")).toBeNull();
  act(undo);
  expect(useDocument.getState().document?.nodes.find?.note).toBe("ours");
});

test("the history is told newest first; what cannot be restored is told and changes nothing", async () => {
  answering({
    "GET /api/flows/scheduling/draft/history": [
      { revision: 3, label: "Wrote a note", at: "2026-03-01T09:00:00Z", by: "Priya" },
      { revision: 2, label: "Renamed “find”", at: "2026-03-01T08:00:00Z", by: "Meera" },
      { revision: 1, label: "", at: "2026-03-01T07:00:00Z", by: "" },
    ],
    "POST /api/flows/scheduling/draft/restore": { status: 503, error: { code: "busy", message: "Not now." } },
  });
  const user = userEvent.setup();
  render(<HistoryPanel flow="scheduling" />);
  const rows = await screen.findAllByRole("listitem");
  expect(rows.map((row) => within(row).queryByRole("button") !== null)).toEqual([false, true, true]);
  expect(screen.queryByRole("button", { name: "Show older changes" })).toBeNull();
  await user.click(screen.getByRole("button", { name: /after “Renamed “find””/ }));
  expect((await screen.findByRole("alert")).textContent).toBe("Not now.");
  expect(useDocument.getState().document).toBe(scheduling);
});

test("the panel is made wider and narrower by keys, within bounds", async () => {
  const widths: number[] = [];
  const user = userEvent.setup();
  render(<Splitter width={420} onWidth={(width) => widths.push(width)} />);
  screen.getByRole("separator").focus();
  await user.keyboard("{ArrowLeft}{ArrowRight}{Home}{End}");
  expect(widths).toEqual([444, 396, 300, 900]);
});
