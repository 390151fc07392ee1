import { describe, expect, it } from "vitest";
import { getAt } from "../doc/paths";
import { phrasePlaces, tidy, withPhrase } from "./phrases";
import { flow } from "./sample";

describe("where a phrase could be added", () => {
  it("is the step's options first, then slots that it listens for, then what may be said anywhere", () => {
    expect(phrasePlaces(flow, "menu").map(({ label, of, path }) => [of.kind, label, path.join(".")])).toEqual(
      [
        ["step", "book", "nodes.menu.options.book.phrases"],
        ["step", "call it off", "nodes.menu.options.cancel.phrases"],
        ["slot", "a cleaning", "slots.service.values.cleaning.phrases"],
        ["handlers", "agent", "handlers.agent.phrases"],
      ],
    );
  });

  it("is nowhere at a step that the flow has lost", () => expect(phrasePlaces(flow, "gone")).toEqual([]));
});

describe("adding a phrase", () => {
  const path = ["nodes", "menu", "options", "book", "phrases"];

  it("puts it behind the others, as phrases are written", () => {
    const changed = withPhrase(flow, path, "Get me IN, please.");
    expect(getAt(changed, path)).toEqual(["book", "get me in please"]);
    expect(getAt(flow, path)).toEqual(["book"]);
  });

  it("changes nothing when it is there already, or is empty", () => {
    expect(withPhrase(flow, path, "Book.")).toBe(flow);
    expect(withPhrase(flow, path, " ?! ")).toBe(flow);
  });

  it("keeps letters of every script", () => expect(tidy("मुझे अपॉइंटमेंट चाहिए।")).toBe("मुझे अपॉइंटमेंट चाहिए"));
});
