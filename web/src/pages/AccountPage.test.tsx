import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useMe } from "../store/me";
import { someone } from "../store/testing/someone";
import AccountPage from "./AccountPage";
import { answering } from "./testing/answers";

beforeEach(() => void answering({ "GET /api/me/sessions": [] }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("whoever has a password can change it", async () => {
  useMe.setState({ me: someone() });
  render(<AccountPage />);
  expect(await screen.findByRole("button", { name: "Change the password" })).toBeTruthy();
});

test("whoever signs in by the provider only is told so, and offered no password to change", async () => {
  const provider = { name: "login.example.com", url: "/api/sign-in/provider" };
  useMe.setState({ me: someone({ has_password: false, sign_in: { password: true, provider } }) });
  render(<AccountPage />);
  expect(
    await screen.findByText(/You sign in with login.example.com and have no password here/),
  ).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Change the password" })).toBeNull();
});
