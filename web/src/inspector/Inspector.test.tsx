import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Problem } from "../api/types";
import { scheduling, steps } from "../doc/testing/flows";
import { addStep, getAt, setAt } from "../doc/ops";
import type { Path } from "../doc/types";
import { useDocument } from "../store/document";
import { useSpecs } from "../store/specs";
import { useSync } from "../store/sync";
import { useUi } from "../store/ui";
import Inspector from "./Inspector";

const at = (path: Path) => {
  const { document } = useDocument.getState();
  return document ? getAt(document, path) : undefined;
};
const label = () => useDocument.getState().label;
const open = (name: string) => useUi.getState().select([name]);

/** One step of each type that the flow has. */
const ONE_OF_EACH = [
  ...new Map(Object.entries(scheduling.nodes).map(([name, { type }]) => [type, name])).values(),
];

const PROBLEM: Problem = {
  path: ["nodes", "find", "action"],
  line: 1,
  code: "unknown",
  message: "There is no action “find_timez”.",
  fix: "Did you mean “find_times”?",
  level: "error",
  consequences: [],
  repair: { label: "Use “find_times”", set: [{ path: ["nodes", "find", "action"], value: "find_times" }] },
};

beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined;
  useSpecs.setState({
    steps,
    actions: [
      {
        name: "find_times",
        summary: "Free times on a day.",
        arguments: {
          service: { type: "string", required: true, description: "What for." },
          day: { type: "date", required: true, description: "" },
        },
        answers: { out: "list", fields: {} },
        outcomes: [],
        effect: false,
      },
      {
        name: "send_text",
        summary: "Sends a text message.",
        arguments: { to: { type: "string", required: true, description: "" } },
        answers: { out: "none", fields: {} },
        outcomes: ["refused"],
        effect: true,
      },
    ],
  });
  useDocument.getState().load(scheduling);
  useSync.setState({ problems: [] });
  useUi.setState({ step: null, selected: [], panel: "step", focus: null, entry: null });
});
afterEach(cleanup);

describe("the form of a step", () => {
  it("changes the words of one language, and leaves the others", async () => {
    open("menu");
    render(<Inspector />);
    const box = screen.getByRole("textbox", { name: "Question, English" });
    await userEvent.type(box, "!");
    expect(at(["nodes", "menu", "say", "en", 0])).toBe(
      "Would you like to book, move or cancel an appointment?!",
    );
    expect(at(["nodes", "menu", "say", "hi"])).toEqual(getAt(scheduling, ["nodes", "menu", "say", "hi"]));
    expect(label()).toBe("Changed “Question” of “menu”");
  });

  it("puts a value in where the cursor stands", async () => {
    open("no_times");
    render(<Inspector />);
    const box = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Says, English" });
    await userEvent.click(box);
    box.setSelectionRange(6, 6);
    fireEvent.select(box);
    await userEvent.click(screen.getByRole("button", { name: "Insert a value: Says, English" }));
    await userEvent.click(screen.getByRole("button", { name: /^date/ }));
    expect(at(["nodes", "no_times", "say", "en"])).toBe(
      "There {date|spoken}is nothing free on {date|spoken}.",
    );
  });

  it("keeps the values that can be put in where they were opened, also when the text moves", async () => {
    open("no_times");
    render(<Inspector />);
    const button = screen.getByRole("button", { name: "Insert a value: Says, English" });
    const moved = (y: number) => {
      button.getBoundingClientRect = () => new DOMRect(200, y, 24, 24);
      fireEvent(window, new Event("resize"));
    };
    const place = () =>
      document.querySelector<HTMLElement>("[data-radix-popper-content-wrapper]")?.style.transform ?? "";
    moved(300);
    await userEvent.click(button);
    await waitFor(() => expect(place()).toContain("296px"));
    moved(240);
    await new Promise(requestAnimationFrame);
    expect(place()).toContain("296px");
  });

  it("calls the step that it leads to by its title, with its name", async () => {
    useDocument.getState().load(setAt(scheduling, ["nodes", "goodbye", "title"], "Say farewell"));
    open("welcome");
    render(<Inspector />);
    const target = screen.getByRole("combobox", { name: "Then goes to" });
    await userEvent.click(target);
    await userEvent.type(target, "farew");
    expect(screen.getByRole("option", { name: /^Say farewell goodbye/ })).toBeTruthy();
    await userEvent.keyboard("{Enter}");
    expect(at(["nodes", "welcome", "next"])).toBe("goodbye");
    expect(target).toHaveProperty("value", "Say farewell");
    expect(screen.getByText("goodbye")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Go to “Say farewell”" })).toBeTruthy();
  });

  it("adds and moves re-asks", async () => {
    open("menu_again");
    render(<Inspector />);
    await userEvent.click(screen.getByRole("button", { name: "Add what is said when nobody understood" }));
    await userEvent.type(
      screen.getByRole("textbox", { name: "Question, When not understood, time 1, English" }),
      "Yes?",
    );
    expect(at(["nodes", "menu_again", "say", "en"])).toEqual(["Would you like to book a new one?", "Yes?"]);
    const [up] = screen.getAllByRole("button", { name: "Move “When not understood, time 1” up" });
    if (up) await userEvent.click(up);
    expect(at(["nodes", "menu_again", "say", "en"])).toEqual(["Yes?", "Would you like to book a new one?"]);
  });

  it("leads to another step, found by search", async () => {
    open("welcome");
    render(<Inspector />);
    const target = screen.getByRole("combobox", { name: "Then goes to" });
    await userEvent.click(target);
    await userEvent.type(target, "goodb");
    await userEvent.keyboard("{Enter}");
    expect(at(["nodes", "welcome", "next"])).toBe("goodbye");
  });

  it("makes a new step where none is, in one change", async () => {
    open("welcome");
    render(<Inspector />);
    const target = screen.getByRole("combobox", { name: "Then goes to" });
    await userEvent.click(target);
    await userEvent.type(target, "Ask the weather");
    await userEvent.click(screen.getByRole("option", { name: "New step “Ask the weather”…" }));
    await userEvent.click(screen.getByRole("button", { name: "Create" }));
    expect(at(["nodes", "welcome", "next"])).toBe("ask_the_weather");
    expect(at(["nodes", "ask_the_weather", "type"])).toBe("say");
    useDocument.temporal.getState().undo();
    expect(useDocument.getState().document).toBe(scheduling);
  });

  it("renames the step wherever it is named", async () => {
    open("find");
    render(<Inspector />);
    const name = screen.getByRole("textbox", { name: "Name" });
    await userEvent.clear(name);
    await userEvent.type(name, "look for times{Enter}");
    expect(at(["nodes", "details", "next"])).toBe("look_for_times");
    expect(useUi.getState().step).toBe("look_for_times");
  });

  it("shows the arguments that an action takes", () => {
    open("find");
    render(<Inspector />);
    const group = screen.getByRole("group", { name: "Gives it" });
    expect(within(group).getByRole("combobox", { name: "service" })).toHaveProperty("value", "service");
    expect(within(group).getByText("What for.")).toBeTruthy();
  });

  it("declares an action of the installation when it is chosen", async () => {
    open("find");
    render(<Inspector />);
    const action = screen.getByRole("combobox", { name: "Action" });
    await userEvent.click(action);
    await userEvent.type(action, "send");
    await userEvent.keyboard("{Enter}");
    expect(at(["nodes", "find", "action"])).toBe("send_text");
    expect(at(["actions", "send_text"])).toEqual({
      in: { to: "string" },
      out: "none",
      outcomes: ["refused"],
      commits: true,
    });
  });

  it("writes conditions from rows", async () => {
    open("how_many");
    render(<Inspector />);
    const [operator] = screen.getAllByRole("combobox", { name: "When, 1: How" });
    const [value] = screen.getAllByRole("textbox", { name: "When, 1: Value" });
    if (!operator || !value) throw new Error("no row");
    await userEvent.selectOptions(operator, "more");
    await userEvent.clear(value);
    await userEvent.type(value, "12");
    expect(at(["nodes", "how_many", "cases", 0, "when"])).toBe("size(appointments) > 12");
    const [text] = screen.getAllByRole("button", { name: "When: Write as text" });
    if (text) await userEvent.click(text);
    await userEvent.type(screen.getByRole("textbox", { name: "When" }), " +");
    expect(screen.getByText("The condition stops too early: something is missing at the end.")).toBeTruthy();
  });

  it("tells a problem beside the setting, and repairs it", async () => {
    useSync.setState({ problems: [PROBLEM] });
    open("find");
    render(<Inspector />);
    const note = screen.getByText(/There is no action “find_timez”/);
    expect(note.closest("[data-path]")?.getAttribute("data-path")).toBe("nodes/find/action");
    useDocument.getState().edit("break", (document) => ({ ...document }));
    await userEvent.click(screen.getByRole("button", { name: "Use “find_times”" }));
    expect(at(["nodes", "find", "action"])).toBe("find_times");
  });

  it("shows the setting that is asked for, also one under “More”", () => {
    useUi.getState().goTo(["nodes", "menu", "options", "book", "set", "purpose"]);
    render(<Inspector />);
    const { activeElement } = document;
    expect(activeElement?.closest("[data-path]")?.getAttribute("data-path")).toBe(
      "nodes/menu/options/book/set/purpose",
    );
    const closed = [...document.querySelectorAll("details")].filter(
      (each) => each.contains(activeElement) && !each.open,
    );
    expect(closed).toEqual([]);
  });

  it("opens a setting to be written, past the buttons beside its name", () => {
    useUi.getState().goTo(["nodes", "menu", "say"]);
    render(<Inspector />);
    const { activeElement } = document;
    expect(activeElement?.tagName).toBe("TEXTAREA");
    expect(activeElement?.closest("[data-path='nodes/menu/say']")).not.toBeNull();
  });

  it.each(steps.types)("is made of the schema alone: a new $type", (spec) => {
    const [now, name] = addStep(scheduling, { type: spec.type, spec, schema: steps.schema });
    useDocument.getState().load(now);
    open(name);
    render(<Inspector />);
    for (const setting of spec.fields.required ?? [])
      if (setting !== "type")
        expect(document.querySelector(`[data-path="nodes/${name}/${setting}"]`)).not.toBeNull();
  });

  it.each(ONE_OF_EACH)("has nothing that axe would complain of: %s", async (name) => {
    open(name);
    const { container } = render(<Inspector />);
    const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  });
});

describe("slots", () => {
  it("are listed, opened and renamed wherever they are used", async () => {
    useUi.setState({ panel: "slots" });
    render(<Inspector />);
    await userEvent.click(screen.getByRole("button", { name: /^day_part/ }));
    const name = screen.getAllByRole("textbox", { name: "Name" })[0];
    if (!name) throw new Error("no name");
    await userEvent.clear(name);
    await userEvent.type(name, "half{Enter}");
    expect(at(["nodes", "find", "with", "day_part"])).toBe("half");
    expect(at(["nodes", "offer_time", "listen_for"])).toContain("half");
  });

  it("show only what fits their kind", async () => {
    useUi.getState().goTo(["slots", "date", "type"]);
    render(<Inspector />);
    expect(screen.queryByRole("group", { name: "Values" })).toBeNull();
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Kind" }), "choice");
    expect(screen.getByRole("group", { name: "Values" })).toBeTruthy();
    expect(at(["slots", "date", "type"])).toBe("choice");
  });

  it("can be added", async () => {
    useUi.setState({ panel: "slots" });
    render(<Inspector />);
    await userEvent.click(screen.getByRole("button", { name: "Add a slot" }));
    await userEvent.type(screen.getByRole("textbox", { name: "Name" }), "Party size");
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Kind" }), "number");
    await userEvent.click(screen.getByRole("button", { name: "Create" }));
    expect(at(["slots", "party_size"])).toEqual({ type: "number" });
  });
});

describe("the other panels", () => {
  it("change lines of a test", async () => {
    useUi.getState().goTo(["tests", 0, "script", 1]);
    render(<Inspector />);
    await userEvent.type(screen.getByRole("textbox", { name: "Line 2" }), " thanks");
    expect(at(["tests", 0, "script", 1])).toEqual({
      caller: "I'd like to book a cleaning next Tuesday thanks",
    });
  });

  it.each(["slots", "handlers", "settings", "tests"] as const)(
    "have nothing that axe would complain of: %s",
    async (panel) => {
      useUi.setState({ panel });
      const { container } = render(<Inspector />);
      const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false } } });
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    },
  );
});
