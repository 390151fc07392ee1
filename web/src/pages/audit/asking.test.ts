import { describe, expect, it } from "vitest";
import { address, detailWords, didWords, NO_FILTERS, whatWords } from "./asking";

describe("what is asked of the log", () => {
  it("is everything when nothing is chosen", () => {
    expect(address(NO_FILTERS)).toBe("/api/audit?");
    expect(address(NO_FILTERS, 81)).toBe("/api/audit?before=81");
  });
  it("is about a caller when that is a number, and about anything else as it is written", () => {
    expect(address({ ...NO_FILTERS, about: "+91 98220-12345" })).toBe("/api/audit?caller=%2B91+98220-12345");
    expect(address({ ...NO_FILTERS, about: " call CA31 " })).toBe("/api/audit?what=call+CA31");
  });
  it("ends with the last day", () => {
    const asked = new URLSearchParams(
      address({ ...NO_FILTERS, from: "2027-03-01", until: "2027-03-01" }).split("?")[1],
    );
    const since = new Date(asked.get("since") ?? "").getTime();
    expect(new Date(asked.get("until") ?? "").getTime() - since).toBe(86_400_000);
  });
});

describe("an entry", () => {
  it("is told in words where there are some", () => {
    expect(didWords({ did: "recording.heard", details: { status: 200 } })).toBe("listened to the recording");
    expect(didWords({ did: "PUT /api/setup", details: {} })).toBe("PUT /api/setup");
  });
  it("says when it was not let do, and is called the same then", () => {
    const published = { did: "POST /api/flows/{flow}/versions", details: { status: 409 } };
    expect(didWords(published)).toBe("published: refused");
    expect(didWords({ did: "access.refused", details: { status: 403 } })).toBe("was refused");
  });
  it("is about a person by name, with the account beside it, as long as there is one", () => {
    const people = { a1: "Asha" };
    expect(whatWords("account a1", people)).toBe("Asha (account a1)");
    expect(whatWords("account toString", people)).toBe("account toString");
    expect(whatWords("account a2", people)).toBe("account a2");
    expect(whatWords("call CA31", people)).toBe("call CA31");
  });
  it("shows what is more than who it was and that it went well", () => {
    expect(detailWords({ status: 200, visitor: "account", account: "a1", left_out: ["pii_name"] })).toBe("");
    const details = { status: 409, of: { calls: 1, steps: 2 }, left: {}, names: ["a", "b"] };
    expect(detailWords(details)).toBe("status: 409; of: calls 1, steps 2; names: a, b");
  });
});
