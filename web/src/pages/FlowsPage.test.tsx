import { cleanup, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FlowEntry } from "../api/types";
import FlowsPage from "./FlowsPage";
import { answering } from "./testing/answers";

const FLOW: FlowEntry = {
  name: "clinic",
  title: "Clinic",
  about: "Books visits.",
  languages: ["en", "hi"],
  steps: 12,
  draft: { revision: 3, changed: true, updated_at: "2026-03-01T09:00:00Z", updated_by: "Priya" },
  live: 2,
  test: null,
  latest: 2,
  errors: 1,
  calls_today: 7,
};

beforeEach(() => {
  localStorage.clear();
  window.history.pushState({}, "", "/");
});
afterEach(cleanup);

test("of each flow it tells what is live, what is not published, what is wrong and how many called", async () => {
  answering({ "GET /api/flows": [FLOW] });
  render(<FlowsPage />);
  const card = within(await screen.findByRole("listitem"));
  expect(card.getByRole("link", { name: "Clinic" }).getAttribute("href")).toBe("/flows/clinic");
  for (const words of ["Version 2 takes calls", "Changes not published", "1 error", "7 calls today"])
    expect(card.getByText(words)).toBeTruthy();
  expect(card.getByText("12 steps · English, Hindi")).toBeTruthy();
});

test("whoever is here for the first time is told what to do; later no more", async () => {
  answering({ "GET /api/flows": [FLOW] });
  const { unmount } = render(<FlowsPage />);
  expect(screen.getByText(/Open one, change it and talk to it/)).toBeTruthy();
  unmount();
  localStorage.setItem("trunkline.edited", "1");
  render(<FlowsPage />);
  await screen.findByRole("listitem");
  expect(screen.queryByText(/Open one, change it and talk to it/)).toBeNull();
});

test("the name is asked once and sent with whatever is done afterwards", async () => {
  answering({ "GET /api/flows": [FLOW] });
  const user = userEvent.setup();
  render(<FlowsPage />);
  await user.type(screen.getByLabelText(/Your name/), "Meera{Enter}");
  expect(screen.getByText("You work here as Meera.")).toBeTruthy();
  expect(localStorage.getItem("trunkline.person")).toBe("Meera");
});

test("a service that does not answer is told in its sentence, with a way to try again", async () => {
  answering({ "GET /api/flows": { status: 503, error: { code: "busy", message: "The database is away." } } });
  const user = userEvent.setup();
  render(<FlowsPage />);
  expect((await screen.findByRole("alert")).textContent).toContain("The database is away.");
  answering({ "GET /api/flows": [FLOW] });
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("link", { name: "Clinic" })).toBeTruthy();
});

test("a new flow is made of its title and opened", async () => {
  const asked = answering({ "GET /api/flows": [FLOW], "POST /api/flows": { ...FLOW, name: "front_desk" } });
  const user = userEvent.setup();
  render(<FlowsPage />);
  await screen.findByRole("listitem");
  await user.click(screen.getByRole("button", { name: "New flow" }));
  await user.type(screen.getByLabelText("Title"), "Front desk");
  await user.click(screen.getByRole("button", { name: "Make the flow" }));
  await waitFor(() => expect(window.location.pathname).toBe("/flows/front_desk"));
  expect(asked.find(({ method }) => method === "POST")?.body).toEqual({
    name: "front_desk",
    title: "Front desk",
    language: "en",
  });
});

test("what the service refuses to make is told in the dialog, and what was written stays", async () => {
  answering({
    "GET /api/flows": [FLOW],
    "POST /api/flows": { status: 409, error: { code: "taken", message: "There was a flow of this name." } },
  });
  const user = userEvent.setup();
  render(<FlowsPage />);
  await screen.findByRole("listitem");
  await user.click(screen.getByRole("button", { name: "New flow" }));
  await user.type(screen.getByLabelText("Title"), "Front desk");
  await user.click(screen.getByRole("button", { name: "Make the flow" }));
  expect((await screen.findByRole("alert")).textContent).toBe("There was a flow of this name.");
  expect(screen.getByLabelText<HTMLInputElement>("Title").value).toBe("Front desk");
});

test("a flow is archived only after one has said so; a refusal is told there", async () => {
  const asked = answering({
    "GET /api/flows": [FLOW],
    "DELETE /api/flows/clinic": {
      status: 409,
      error: { code: "in_use", message: "+1 415 555 0100 points at it." },
    },
  });
  const user = userEvent.setup();
  render(<FlowsPage />);
  await user.click(await screen.findByRole("button", { name: "Archive “Clinic”" }));
  expect(asked.some(({ method }) => method === "DELETE")).toBe(false);
  await user.click(screen.getByRole("button", { name: "Archive" }));
  expect((await screen.findByRole("alert")).textContent).toBe("+1 415 555 0100 points at it.");
});

test("an archived flow is listed apart and taken back", async () => {
  const away = { ...FLOW, name: "old", title: "Old line" };
  const asked = answering({
    "GET /api/flows": [FLOW],
    "GET /api/flows?archived=true": [away],
    "POST /api/flows/old/unarchive": away,
  });
  const user = userEvent.setup();
  render(<FlowsPage />);
  await user.click(await screen.findByText("Archived flows (1)"));
  await user.click(screen.getByRole("button", { name: "Take back “Old line”" }));
  await waitFor(() => expect(asked.filter(({ path }) => path === "/api/flows")).toHaveLength(2));
  expect(asked.some(({ method, path }) => method === "POST" && path.endsWith("/old/unarchive"))).toBe(true);
});
