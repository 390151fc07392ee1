import { cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useMe } from "../store/me";
import { someone } from "../store/testing/someone";
import FirstAccountPage from "./FirstAccountPage";
import { answering } from "./testing/answers";

const nobody = someone({ signed_in: false, role: null, token: null, account: null, first_account: true });

beforeEach(() => useMe.setState({ me: nobody, ended: false }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

async function fillIn(): Promise<void> {
  const user = userEvent.setup();
  await user.type(screen.getByLabelText("Your name"), "Asha");
  await user.type(screen.getByLabelText("E-mail"), "asha@example.com");
  await user.type(screen.getByLabelText("Password"), "four words of mine");
  await user.click(screen.getByRole("button"));
}

test("the setup link is sent as it stands behind the #, and one is signed in", async () => {
  window.history.replaceState(null, "", "/first-account#k2JfM0");
  const asked = answering({ "POST /api/first-account": someone() });
  render(<FirstAccountPage />);
  await fillIn();
  await vi.waitFor(() => expect(window.location.pathname).toBe("/people"));
  expect(asked[0]?.body).toEqual({
    name: "Asha",
    email: "asha@example.com",
    password: "four words of mine",
    link: "k2JfM0",
  });
  expect(window.location.hash).toBe("");
  expect(useMe.getState().me?.signed_in).toBe(true);
});

test("a link that is spent is told, and what was typed stays", async () => {
  window.history.replaceState(null, "", "/first-account#k2JfM0");
  answering({
    "POST /api/first-account": { status: 410, error: { code: "spent", message: "It is spent." } },
  });
  render(<FirstAccountPage />);
  await fillIn();
  expect((await screen.findByRole("alert")).textContent).toBe("It is spent.");
  expect(screen.getByLabelText("E-mail")).toHaveProperty("value", "asha@example.com");
});

test("without the link, from elsewhere, it says where the link is", () => {
  window.history.replaceState(null, "", "/first-account");
  render(<FirstAccountPage />);
  expect(screen.getByText(/whole link that the service showed/)).toBeTruthy();
  expect(screen.queryByRole("button")).toBeNull();
});

test("when there is an account, it leads to signing in", () => {
  useMe.setState({ me: { ...nobody, first_account: false } });
  render(<FirstAccountPage />);
  expect(screen.getByRole("link", { name: "Sign in" })).toBeTruthy();
});
