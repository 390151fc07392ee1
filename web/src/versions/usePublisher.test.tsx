import { cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import { setPerson, signAs } from "../api/client";
import { useMe } from "../store/me";
import { someone } from "../store/testing/someone";
import { usePublisher } from "./usePublisher";

function Who() {
  const { name, asked, say } = usePublisher();
  return asked ? (
    <input aria-label="Your name" value={name} onChange={(event) => say(event.target.value)} />
  ) : (
    <p>{name || "?"}</p>
  );
}

beforeEach(() => localStorage.clear());
afterEach(() => {
  cleanup();
  useMe.setState({ me: null });
  signAs("", null);
});

test("whoever is signed in publishes, and is not asked", () => {
  setPerson("Somebody before");
  useMe.getState().learned(someone({ name: "Asha" }));
  render(<Who />);
  expect(screen.getByText("Asha")).toBeTruthy();
});

test("without sign-in the name is asked, where this browser does not know it", async () => {
  useMe.getState().learned(someone({ signed_in: false, open: true, name: "", token: null }));
  render(<Who />);
  await userEvent.type(screen.getByRole("textbox", { name: "Your name" }), "Ravi");
  expect(screen.getByRole("textbox")).toHaveProperty("value", "Ravi");
});

test("a name that was told once is not asked again", () => {
  setPerson("Ravi");
  render(<Who />);
  expect(screen.getByText("Ravi")).toBeTruthy();
});
