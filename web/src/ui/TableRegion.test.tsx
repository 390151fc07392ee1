import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { TableRegion } from "./TableRegion";

afterEach(cleanup);

const list = (names: readonly string[]) => (
  <>
    <button>Add</button>
    <TableRegion label="Names">
      {names.map((name) => (
        <button key={name}>{name}</button>
      ))}
    </TableRegion>
  </>
);

test("whoever takes a row out goes on from the table", () => {
  const { rerender } = render(list(["Asha", "Ravi"]));
  screen.getByRole("button", { name: "Ravi" }).focus();
  rerender(list(["Asha"]));
  expect(document.activeElement).toBe(screen.getByRole("region", { name: "Names" }));
});

test("a row that goes while one is elsewhere takes nobody away from there", () => {
  const { rerender } = render(list(["Asha", "Ravi"]));
  screen.getByRole("button", { name: "Ravi" }).focus();
  screen.getByRole("button", { name: "Add" }).focus();
  rerender(list(["Asha"]));
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Add" }));
});
