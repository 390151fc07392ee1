import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Me } from "../api/access";
import { useMe } from "../store/me";
import { someone } from "../store/testing/someone";
import SignInPage from "./SignInPage";

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
afterEach(cleanup);

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

test("where nobody has an account, it says how the first is made", () => {
  at("/sign-in", nobody({ first_account: true }));
  expect(screen.getByText(/Open the link that the service showed/)).toBeTruthy();
});

test("whoever is signed in goes on to where they wanted to go", () => {
  at("/sign-in?next=%2Fcalls", someone());
  expect(window.location.pathname).toBe("/calls");
});
