import { cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Me } from "../api/access";
import { useMe } from "../store/me";
import { someone } from "../store/testing/someone";
import SignInPage from "./SignInPage";
import { answering } from "./testing/answers";

const nobody = (more: Partial<Me> = {}) =>
  someone({
    signed_in: false,
    role: null,
    token: null,
    account: null,
    email: null,
    may: { view: false, edit: false, publish: false, administer: false },
    ...more,
  });

function at(address: string, me: Me): void {
  window.history.replaceState(null, "", address);
  useMe.setState({ me });
  render(<SignInPage />);
}

beforeEach(() => useMe.setState({ me: null, ended: false }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("a provider is offered beside the password, and leads back to where one wanted to go", () => {
  const provider = { name: "login.example.com", url: "/api/sign-in/provider" };
  at("/sign-in?next=%2Fflows%2Fsales%3Fstep%3Da", nobody({ sign_in: { password: true, provider } }));
  const link = screen.getByRole("link", { name: "Sign in with login.example.com" });
  expect(link.getAttribute("href")).toBe("/api/sign-in/provider?next=%2Fflows%2Fsales%3Fstep%3Da");
  expect(screen.getByLabelText("Password")).toBeTruthy();
});

test("another site is no place to come back to", () => {
  const provider = { name: "login.example.com", url: "/api/sign-in/provider" };
  at("/sign-in?next=https%3A%2F%2Felsewhere.example", nobody({ sign_in: { password: true, provider } }));
  expect(screen.getByRole("link").getAttribute("href")).toBe("/api/sign-in/provider?next=%2F");
});

test.each([
  ["no_role", /no role here/],
  ["disabled", /disabled/],
  ["unverified", /verified/],
  ["expired", /too long/],
  ["something new", /could not be signed in/],
])("why the provider's answer was refused is told: %s", (code, told) => {
  at(`/sign-in?refused=${encodeURIComponent(code)}`, nobody());
  expect(screen.getByRole("alert").textContent).toMatch(told);
});

test("the provider's refusal is of the past once a password is tried", async () => {
  answering({ "POST /api/sign-in": { status: 401, error: { code: "wrong", message: "It is wrong." } } });
  at("/sign-in?refused=no_role", nobody());
  const user = userEvent.setup();
  await user.type(screen.getByLabelText("E-mail"), "asha@example.com");
  await user.type(screen.getByLabelText("Password"), "something else");
  expect(screen.getByRole("alert").textContent).toMatch(/no role here/);
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByText("It is wrong.")).toBeTruthy();
  expect(screen.getAllByRole("alert")).toHaveLength(1);
});

test("where nobody has an account, it says how the first is made", () => {
  at("/sign-in", nobody({ first_account: true }));
  expect(screen.getByText(/Open the link that the service showed/)).toBeTruthy();
});

test("whoever is signed in goes on to where they wanted to go", () => {
  at("/sign-in?next=%2Fcalls", someone());
  expect(window.location.pathname).toBe("/calls");
});
