/** What calls cost by day and stage, a chart a currency. Pure. */

import type { DayNumbers } from "../api/types";

/** The telephone below, since it is there in every call. */
const STAGES = ["line", "asr", "tts", "llm"];
const INKS: Record<string, string> = {
  line: "var(--quiet)",
  asr: "var(--accent)",
  tts: "color-mix(in srgb, var(--accent) 50%, var(--surface))",
  llm: "var(--warn)",
};

export interface CostDay {
  day: string;
  total: number;
  parts: readonly { stage: string; from: number; amount: number }[];
}

export interface Costs {
  currency: string;
  total: number;
  /** Those that cost something, from below. */
  stages: readonly string[];
  /** What each stage cost together. */
  sums: ReadonlyMap<string, number>;
  /** Every day of the time. */
  days: readonly CostDay[];
}

/** Amounts of several currencies are never added: the one of which there is most by number of days comes first. */
export function costsByStage(byDay: readonly DayNumbers[]): readonly Costs[] {
  const used = new Map<string, number>();
  for (const { stages } of byDay)
    for (const currency of new Set(stages.map((each) => each.currency)))
      used.set(currency, (used.get(currency) ?? 0) + 1);
  return [...used]
    .sort(([one, a], [other, b]) => b - a || one.localeCompare(other))
    .map(([currency]) => costsIn(currency, byDay))
    .filter(({ total }) => total > 0);
}

function costsIn(currency: string, byDay: readonly DayNumbers[]): Costs {
  const sums = new Map<string, number>();
  for (const { stage, amount } of byDay.flatMap((day) => inCurrency(day, currency)))
    sums.set(stage, (sums.get(stage) ?? 0) + amount);
  const stages = inOrder([...sums].flatMap(([stage, sum]) => (sum > 0 ? [stage] : [])));
  const days = byDay.map((day) => costDay(day, currency, stages));
  return { currency, total: days.reduce((sum, { total }) => sum + total, 0), stages, sums, days };
}

function costDay(day: DayNumbers, currency: string, stages: readonly string[]): CostDay {
  const spent = new Map(inCurrency(day, currency).map(({ stage, amount }) => [stage, amount]));
  let total = 0;
  const parts = stages.flatMap((stage) => {
    const amount = spent.get(stage) ?? 0;
    const from = total;
    total += amount;
    return amount > 0 ? [{ stage, from, amount }] : [];
  });
  return { day: day.day, total, parts };
}

function inCurrency({ stages }: DayNumbers, currency: string) {
  return stages.filter((each) => each.currency === currency);
}

/** Those that are known first, then by name. */
function inOrder(stages: readonly string[]): string[] {
  const place = (stage: string) => (STAGES.includes(stage) ? STAGES.indexOf(stage) : STAGES.length);
  return [...stages].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

/** The colour of a stage. */
export function inkOf(stage: string): string {
  return INKS[stage] ?? "var(--good)";
}
