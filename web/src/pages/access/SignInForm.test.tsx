import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useMe } from "../../store/me";
import { someone } from "../../store/testing/someone";
import { answering } from "../testing/answers";
import { SignInForm } from "./SignInForm";

beforeEach(() => {
  vi.useFakeTimers();
  useMe.setState({ me: null, ended: false });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function send(password: string): Promise<void> {
  fireEvent.change(screen.getByLabelText("E-mail"), { target: { value: "asha@example.com" } });
  fireEvent.change(screen.getByLabelText("Password"), { target: { value: password } });
  fireEvent.click(screen.getByRole("button"));
  await act(() => vi.advanceTimersByTimeAsync(10));
}

test("a wrong password is told, and what was typed stays", async () => {
  answering({ "POST /api/sign-in": { status: 401, error: { code: "wrong", message: "That is wrong." } } });
  const done = vi.fn();
  render(<SignInForm email={null} onDone={done} />);
  await send("no");
  expect(screen.getByRole("alert").textContent).toBe("That is wrong.");
  expect(screen.getByLabelText("E-mail")).toHaveProperty("value", "asha@example.com");
  expect(done).not.toHaveBeenCalled();
});

test("whoever has to wait sees how long, and may try again then", async () => {
  const refused = { status: 429, error: { code: "too_many", message: "Too often." }, retry_after: 2 };
  const asked = answering({ "POST /api/sign-in": refused });
  render(<SignInForm email={null} onDone={vi.fn()} />);
  await send("no");
  const button = screen.getByRole("button", { name: "Try again in 2 seconds" });
  expect(button.getAttribute("aria-disabled")).toBe("true");
  fireEvent.click(button);
  await act(() => vi.advanceTimersByTimeAsync(1_100));
  expect(screen.getByRole("button", { name: "Try again in 1 second" })).toBeTruthy();
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  expect(screen.getByRole("button", { name: "Sign in" })).not.toHaveProperty("ariaDisabled", "true");
  expect(asked).toHaveLength(1);
});

test("password managers are told which field is which", async () => {
  answering({ "POST /api/sign-in": someone() });
  const done = vi.fn();
  render(<SignInForm email="asha@example.com" onDone={done} />);
  const [email, password] = [screen.getByLabelText("E-mail"), screen.getByLabelText("Password")];
  expect(email.getAttribute("autocomplete")).toBe("username");
  expect(email).toHaveProperty("readOnly", true);
  expect(password.getAttribute("autocomplete")).toBe("current-password");
  await send("four words of mine");
  expect(done).toHaveBeenCalledOnce();
});
