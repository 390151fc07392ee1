import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { strings } from "../strings";
import { Boundary } from "./Boundary";

afterEach(cleanup);

function Breaking({ breaks }: { breaks: boolean }) {
  if (breaks) throw new Error("It cannot be drawn.");
  return <p>All is well.</p>;
}

it("says that a page broke, and shows the next one", () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined); // React tells of it, too
  const { rerender } = render(
    <Boundary place="/a">
      <Breaking breaks />
    </Boundary>,
  );
  expect(screen.getByRole("alert").textContent).toContain(strings.common.broke.kept);
  rerender(
    <Boundary place="/b">
      <Breaking breaks={false} />
    </Boundary>,
  );
  expect(screen.getByText("All is well.")).toBeTruthy();
});
