import { cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import type { AuditCheck } from "../../api/audit";
import { answering } from "../testing/answers";
import { Check } from "./Check";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function checked(found: AuditCheck): Promise<void> {
  answering({ "GET /api/audit/check": found });
  render(<Check />);
  await userEvent.click(screen.getByRole("button"));
}

test("a whole log tells its head", async () => {
  await checked({ whole: true, entries: 1812, head: "5f2c", broken_at: null, why: null });
  expect(await screen.findByText("The log is whole: 1,812 entries.")).toBeTruthy();
  expect(screen.getByText("5f2c")).toBeTruthy();
});

test("a broken log says where, and has no head to be noted", async () => {
  await checked({ whole: false, entries: 812, head: "5f2c", broken_at: 40, why: "Entry 40 was changed." });
  expect((await screen.findByRole("alert")).textContent).toContain("Entry 40 was changed.");
  expect(screen.queryByText("5f2c")).toBeNull();
});
