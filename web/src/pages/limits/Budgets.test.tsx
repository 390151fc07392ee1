import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import type { BudgetEntry, LimitEntry, LimitsPage } from "../../api/limits";
import { Budgets } from "./Budgets";

afterEach(cleanup);

const money: LimitEntry = {
  name: "day.money",
  meaning: "What language models may cost in one day.",
  unit: "money",
  most: 25,
  default: null,
  used: 21.5,
  changed_at: null,
  changed_by: null,
};

function page(budgets: BudgetEntry[]): LimitsPage {
  return {
    limits: [money],
    budgets,
    notices: [],
    calls_now: 0,
    most_calls_of_a_process: 40,
    longest_call_s: 3600,
    refused: [],
  };
}

const budget = (used: number, standing: BudgetEntry["standing"]): BudgetEntry => ({
  name: "day.money",
  most: 25,
  used,
  currency: "USD",
  standing,
});

test.each([
  [10, "open", "40", "within the budget"],
  [21.5, "warned", "86", "nearly used up"],
  [26, "ended", "100", "go on without language models"],
] as const)("of 25 dollars %d are used: %s", (used, standing, percent, told) => {
  render(<Budgets page={page([budget(used, standing)])} onChanged={() => undefined} />);
  expect(screen.getByRole("meter").getAttribute("aria-valuenow")).toBe(percent);
  expect(screen.getByText(new RegExp(told))).toBeTruthy();
  expect(screen.getByText(`$${used.toFixed(2)} of $25.00`)).toBeTruthy();
});

test("without a budget what was used is told all the same", () => {
  render(<Budgets page={page([])} onChanged={() => undefined} />);
  expect(screen.queryByRole("meter")).toBeNull();
  expect(screen.getByText("Used today: 21.5")).toBeTruthy();
});
