import { expect, test } from "vitest";
import { ownPath, signInAddress } from "./ownPath";

test.each(["/flows/x?view=outline#a", "/calls", "/people?show=keys"])(
  "%s is a page to come back to",
  (path) => {
    expect(ownPath(path)).toBe(path);
    expect(new URLSearchParams(signInAddress(path).split("?")[1]).get("next")).toBe(path);
  },
);

test.each([
  null,
  "",
  "//elsewhere.example",
  "/\\elsewhere.example",
  "https://elsewhere.example/",
  "javascript:alert(1)",
  "/api/flows",
  "/sign-in?next=/sign-in",
  "/first-account",
])("%s leads to the first page", (path) => {
  expect(ownPath(path)).toBe("/");
});

test("whoever wanted the first page needs no way back", () => {
  expect(signInAddress("/")).toBe("/sign-in");
});
