/** Limits, lists of numbers and refused calls, as the service tells. */

export type {
  BudgetEntry,
  LimitEntry,
  LimitsPage,
  NumberRule,
  NumberRuleChange,
  RefusedCaller,
  RefusedDay,
  RefusedPage,
} from "./generated";
