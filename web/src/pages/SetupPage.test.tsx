import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Setup } from "../api/setup";
import SetupPage from "./SetupPage";
import { answering } from "./testing/answers";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function shown(tenant: string | null): Promise<string> {
  const setup: Setup = {
    tenant,
    flow: "scheduling",
    languages: ["en"],
    providers: [],
    telephone: { public_url: null, token: false, account: false, webhook: "https://YOUR-HOST/twilio/voice" },
    transfers: [],
    record: "tests",
    recordings_days: 30,
    timezone: "Asia/Kolkata",
    calls_at_once: 40,
  };
  answering({ "GET /api/setup": setup, "GET /api/numbers": [], "GET /api/flows": [] });
  const { container } = render(<SetupPage />);
  await screen.findByText("Telephone");
  return container.textContent;
}

test("the first tenant is told of the environment", async () => {
  const text = await shown(null);
  expect(text).toContain("in its environment or in a file .env");
  expect(text).toContain("set TRUNKLINE_TRANSFERS.");
  expect(text).not.toContain("tenant set");
});

test("another is told of what makes its settings, and nothing of an environment", async () => {
  const text = await shown("city-clinic");
  expect(text).not.toContain("environment");
  expect(text).not.toContain(".env");
  for (const setting of ["TRUNKLINE_TRANSFERS", "TRUNKLINE_RECORD=all", "TRUNKLINE_PRICES", "…"])
    expect(text).toContain(`trunkline tenant set city-clinic ${setting}`);
  expect(text).toContain("the installation’s to say");
  expect(text).not.toContain("PUBLIC_URL");
});
