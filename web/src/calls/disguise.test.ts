import { describe, expect, it } from "vitest";
import type { CallPage } from "../api/types";
import { disguise, HIDDEN, personalSlots } from "./disguise";
import { call, flow, turnOf } from "./sample";

const hiding = (more: Partial<CallPage> = {}, turns = [turnOf(0, [])]) =>
  disguise(call([], turns, more), flow);

it("knows which slots are personal: by their kind, or because they are marked", () => {
  expect([...personalSlots(flow).keys()]).toEqual(["name", "phone", "email", "reason"]);
});

describe("numbers", () => {
  it.each([
    ["my number is 98123 45678", "my number is 9000000137"],
    ["98123-45678 please", "9000000137 please"],
    ["nine eight one two three four five six seven eight", "9000000137"],
    ["nine eight one two three, four five six double seven", "1234567890"],
    ["नौ आठ एक दो", "1234"],
    ["account 55512", "account 12345"],
  ])("%s", (words, hidden) => {
    const hide = hiding();
    expect(hide.text(words)).toBe(hidden);
    expect([...hide.replaced]).toEqual(["number"]);
  });

  it("stay where they are times, days, years and counts", () => {
    const hide = hiding();
    for (const words of [
      "half past 11 or at 3",
      "on 2026-03-02",
      "in March 2027",
      "the second one",
      "two or three",
    ])
      expect(hide.text(words)).toBe(words);
    expect(hide.replaced.size).toBe(0);
  });

  it("of callers keep country and length, and lose the rest", () => {
    expect(hiding().number("+919812345678")).toBe("+919000000137");
    expect(hiding({ caller: "+12025550199" }).number("+12025550199")).toBe("+14155550137");
  });

  it("that were keyed are replaced when they are long", () => {
    expect(hiding().keys("1")).toBe("1");
    expect(hiding().keys("483920#")).toBe("123456#");
  });
});

describe("names", () => {
  const named = hiding({ values: { name: "Ana Gomez" } }, [
    turnOf(1, [], {
      commands: [{ command: "fill", slot: "name", said: "on a gomez", value: "On A Gomez", by: "rules" }],
    }),
  ]);

  it("are replaced as they were said and as they were understood", () => {
    expect(named.text("It's on a gomez.")).toBe("It's Alex Morgan.");
    expect(named.text("Ana Gomez here")).toBe("Alex Morgan here");
    expect(named.text("Ana, A-N-A")).toBe("Alex, A-N-A");
  });

  it("are left alone within other words", () => expect(named.text("Banana")).toBe("Banana"));
});

it("replaces e-mail addresses, written and spoken", () => {
  const hide = hiding();
  expect(hide.text("ana.gomez@mail.co.in")).toBe("alex.morgan@example.com");
  expect(hide.text("it is lee dot chan at mail dot org")).toBe("it is alex dot morgan at example dot com");
});

it("reaches into the answers of actions", () => {
  const hide = hiding({ values: { name: "Ana Gomez" } });
  expect(hide.value([{ who: "Ana Gomez", phone: HIDDEN, id: 7, start: "2026-12-01T08:30" }])).toEqual([
    { who: "Alex Morgan", phone: "a private matter", id: 7, start: "2026-12-01T08:30" },
  ]);
});

it("knows the caller's name and address from what actions answered", () => {
  const customer = {
    first_name: "Priya",
    last_name: "Nair",
    address: "4 Lake Road",
    plan: "Fibre 100",
    line: "up",
  };
  const hide = hiding({}, [
    turnOf(1, [], {
      actions: [
        { action: "find", arguments: {}, outcome: "ok", answer: { customer, product_name: "Fibre" } },
      ],
    }),
  ]);
  expect(hide.text("yes, this is Priya Nair")).toBe("yes, this is Alex Morgan");
  expect(hide.value({ customer, product_name: "Fibre" })).toEqual({
    customer: {
      first_name: "Alex",
      last_name: "Morgan",
      address: "12 Example Street",
      plan: "Fibre 100",
      line: "up",
    },
    product_name: "Fibre",
  });
});

describe("words that hold a value which the record hides", () => {
  it("lose it, or are replaced as a whole", () => {
    const hide = hiding();
    expect(hide.secret("it is 4471 2290", "phone")).toBe("it is 12345678");
    expect(hide.secret("the same as always", "phone")).toBe("1234567890");
    expect(hide.secret("my knee hurts", "free_text")).toBe("a private matter");
    expect(hide.secret("call me Ishmael", "name")).toBe("Alex Morgan");
  });
});
