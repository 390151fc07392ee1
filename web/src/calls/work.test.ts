import { expect, it } from "vitest";
import type { Appointment } from "../api/work";
import { byDay, nextDays, readKind } from "./work";

const at = (ref: string, begins: Date): Appointment => ({
  call: null,
  created_at: "",
  ref,
  name: "",
  phone: "",
  service: "",
  label: "",
  staff: "",
  begins: begins.toISOString(),
  ends: begins.toISOString(),
  status: "booked",
});

it("puts appointments to the day on which they are here, earliest first", () => {
  const days = byDay([
    at("b", new Date(2026, 2, 3, 0, 10)),
    at("c", new Date(2026, 2, 3, 9, 0)),
    at("a", new Date(2026, 2, 2, 23, 50)),
  ]);
  expect(days.map(([day, of]) => [day, of.map(({ ref }) => ref)])).toEqual([
    ["2026-03-02", ["a"]],
    ["2026-03-03", ["b", "c"]],
  ]);
});

it("counts today among the next days", () =>
  expect(nextDays(7, new Date(2026, 1, 26, 23))).toEqual({ from: "2026-02-26", until: "2026-03-04" }));

it("shows appointments unless the address asks for something else that there is", () => {
  expect(readKind("?show=leads")).toBe("leads");
  expect(readKind("?show=secrets")).toBe("appointments");
  expect(readKind("")).toBe("appointments");
});
