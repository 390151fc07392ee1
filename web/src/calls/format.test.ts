import { describe, expect, it } from "vitest";
import { clock, day, length, localDay, moment, money, phone, share, shortDay, time, wait } from "./format";

describe("phone numbers", () => {
  it.each([
    ["+919812345678", "+91 98123 45678"],
    ["+14155550137", "+1 415 555 0137"],
    ["+442071838750", "+44 207 183 8750"],
    ["+353861234567", "+353 861 234 567"],
    ["client:anna", "client:anna"],
    ["911", "911"],
  ])("%s reads as %s", (number, read) => expect(phone(number)).toBe(read));

  it("says that a number was withheld", () => {
    expect(phone(null)).toBe("Number withheld");
    expect(phone("")).toBe("Number withheld");
  });
});

describe("lengths", () => {
  it.each([
    [0, "0 sec"],
    [39.4, "39 sec"],
    [60, "1 min"],
    [65.2, "1 min 5 sec"],
    [3600, "1 hr"],
    [3723, "1 hr 2 min 3 sec"],
  ])("%d seconds", (seconds, read) => expect(length(seconds)).toBe(read));

  it("tells short waits in milliseconds and long ones in seconds", () => {
    expect(wait(480.4)).toBe("480 ms");
    expect(wait(1250)).toBe("1.25 s");
    expect(wait(null)).toBe("–");
  });

  it("tells places in a call like a player does", () => {
    expect(clock(7_551)).toBe("0:07");
    expect(clock(760_000)).toBe("12:40");
  });
});

describe("times", () => {
  it("are told in the zone of who reads them", () => {
    expect(moment("2026-03-02T03:30:00Z", "Asia/Kolkata")).toBe("2 Mar 2026, 09:00");
    expect(time("2026-03-02T03:30:00Z", "Asia/Kolkata")).toBe("09:00");
    expect(day("2026-03-01T20:30:00Z", "Asia/Kolkata")).toBe("Mon, 2 March 2026");
  });

  it("tell a day briefly in tables", () => expect(shortDay("2026-03-02")).toBe("Mon 2 Mar"));

  it("are left as they are when they are none", () => expect(moment("soon")).toBe("soon"));

  it("give a day its digits", () => expect(localDay(new Date(2026, 2, 2, 23, 59))).toBe("2026-03-02"));
});

describe("money and shares", () => {
  it("keeps two digits of tiny amounts", () => {
    expect(money(1.360642, "INR")).toBe("₹1.36");
    expect(money(0.000123, "USD")).toBe("$0.00012");
    expect(money(0, "EUR")).toBe("€0.00");
  });

  it("does not fail over a currency that nobody knows", () =>
    expect(money(1, "credits")).toBe("1.00 credits"));

  it("tells shares of nothing as unknown", () => {
    expect(share(1, 4)).toBe("25%");
    expect(share(0, 0)).toBe("–");
  });
});
