import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exitsOf } from "./exits";
import {
  addStep,
  connect,
  copySteps,
  duplicateSteps,
  freshName,
  getAt,
  moveKey,
  pasteSteps,
  removeSteps,
  renameSlot,
  renameStep,
  setAt,
} from "./ops";
import { references, schemaAt, usesOf } from "./references";
import { sales, scheduling, schema, specOf } from "./testing/flows";
import type { FlowDoc } from "./types";

const flows = fc.constantFrom(sales, scheduling);
const stepOf = (flow: FlowDoc) => fc.constantFrom(...Object.keys(flow.nodes));
const flowAndStep = flows.chain((flow) => fc.tuple(fc.constant(flow), stepOf(flow)));
const flowAndSteps = flows.chain((flow) =>
  fc.tuple(fc.constant(flow), fc.subarray(Object.keys(flow.nodes), { minLength: 1 })),
);
const RUNS = { numRuns: 60 };

function empty(): FlowDoc {
  return { flow: "other", title: "Other", start: "end", nodes: { end: { type: "end", result: "done" } } };
}

describe("setAt", () => {
  test("what is put is there, all else is the same object, and nothing is mutated", () => {
    fc.assert(
      fc.property(flowAndStep, fc.string(), ([flow, step], text) => {
        const before = JSON.stringify(flow);
        const now = setAt(flow, ["nodes", step, "note"], text);
        expect(getAt(now, ["nodes", step, "note"])).toBe(text);
        for (const other of Object.keys(flow.nodes))
          if (other !== step) expect(now.nodes[other]).toBe(flow.nodes[other]);
        expect(now.slots).toBe(flow.slots);
        expect(JSON.stringify(flow)).toBe(before);
        expect(Object.keys(now.nodes)).toEqual(Object.keys(flow.nodes));
      }),
      RUNS,
    );
  });

  test("putting what is there already gives the same document", () => {
    expect(setAt(scheduling, ["nodes", "find", "save"], "times")).toBe(scheduling);
    expect(setAt(scheduling, ["nodes", "find", "nothing"], undefined)).toBe(scheduling);
  });

  test("an item of a list is replaced, added at the end, or taken away", () => {
    const at = ["nodes", "details", "slots"];
    expect(getAt(setAt(scheduling, [...at, 1], "time"), at)).toEqual(["service", "time"]);
    expect(getAt(setAt(scheduling, [...at, 2], "time"), at)).toEqual(["service", "date", "time"]);
    expect(getAt(setAt(scheduling, [...at, 0], undefined), at)).toEqual(["date"]);
  });
});

describe("moveKey", () => {
  test("moving there and back changes nothing, and no key is lost", () => {
    fc.assert(
      fc.property(flowAndStep, fc.integer({ min: -3, max: 3 }), ([flow, step], by) => {
        const keys = Object.keys(flow.nodes);
        const from = keys.indexOf(step);
        const to = Math.max(0, Math.min(keys.length - 1, from + by));
        const moved = moveKey(flow, ["nodes"], step, by);
        expect(Object.keys(moved.nodes).indexOf(step)).toBe(to);
        expect(Object.keys(moveKey(moved, ["nodes"], step, from - to).nodes)).toEqual(keys);
      }),
      RUNS,
    );
  });
});

describe("renameStep", () => {
  test("every reference follows, the order stays, and calls that wait there find it", () => {
    fc.assert(
      fc.property(flowAndStep, ([flow, step]) => {
        const now = renameStep(flow, step, "quite_new", schema);
        const was = references(flow, schema, "step").map(({ path, name }) => [path[0] === "renamed", name]);
        const is = references(now, schema, "step").filter(({ path }) => path[0] !== "renamed");
        expect(is.map(({ name }) => name)).toEqual(
          was.filter(([old]) => !old).map(([, name]) => (name === step ? "quite_new" : name)),
        );
        expect(Object.keys(now.nodes)).toEqual(
          Object.keys(flow.nodes).map((key) => (key === step ? "quite_new" : key)),
        );
        expect(getAt(now, ["renamed", step])).toBe("quite_new");
      }),
      RUNS,
    );
  });

  test("renamed twice, the first name leads to the newest; renamed back, it is no longer told", () => {
    const twice = renameStep(renameStep(scheduling, "who", "whom", schema), "whom", "caller_name", schema);
    expect(twice.renamed).toEqual({ who: "caller_name", whom: "caller_name" });
    expect(
      getAt(renameStep(renameStep(scheduling, "who", "whom", schema), "whom", "who", schema), [
        "renamed",
        "who",
      ]),
    ).toBeUndefined();
  });

  test("a name that is taken is refused", () => {
    expect(renameStep(scheduling, "who", "find", schema)).toBe(scheduling);
  });
});

describe("renameSlot", () => {
  test("after it nothing uses the old name, and as much uses the new one", () => {
    fc.assert(
      fc.property(
        flows.chain((flow) => fc.tuple(fc.constant(flow), fc.constantFrom(...Object.keys(flow.slots ?? {})))),
        ([flow, slot]) => {
          const now = renameSlot(flow, slot, "quite_new", schema);
          expect(usesOf(now, schema, slot)).toEqual([]);
          expect(usesOf(now, schema, "quite_new").length).toBe(usesOf(flow, schema, slot).length);
          expect(Object.keys(now.slots ?? {}).indexOf("quite_new")).toBe(
            Object.keys(flow.slots ?? {}).indexOf(slot),
          );
        },
      ),
      RUNS,
    );
  });

  test("a field or a text of the same name stays", () => {
    const flow = setAt(
      scheduling,
      ["nodes", "already_known", "cases", 0, "when"],
      'day == "day" and booking.day != day',
    );
    const with_day = { ...flow, slots: { day: { type: "date" } } };
    const now = renameSlot(with_day, "day", "visit", schema);
    expect(getAt(now, ["nodes", "already_known", "cases", 0, "when"])).toBe(
      'visit == "day" and booking.day != visit',
    );
    expect(getAt(now, ["nodes", "find", "with", "day"])).toBe("date");
  });

  test("tests expect it by its new name", () => {
    const flow = setAt(scheduling, ["tests"], [{ name: "t", script: [{ expect: { date: "2026-03-04" } }] }]);
    expect(getAt(renameSlot(flow, "date", "visit", schema), ["tests", 0, "script", 0, "expect"])).toEqual({
      visit: "2026-03-04",
    });
  });
});

describe("addStep and connect", () => {
  test("a step put between two leads where the first led, and stands behind it", () => {
    const find = scheduling.nodes.find;
    const [exit] = find ? exitsOf("find", find, specOf("do"), scheduling) : [];
    if (!exit) throw new Error("no exit");
    const [now, name] = addStep(scheduling, {
      type: "say",
      spec: specOf("say"),
      schema,
      after: { step: "find", exit },
    });
    expect(name).toBe("say");
    expect(now.nodes.say).toEqual({ type: "say", section: "choose_time", say: "", next: "offer_time" });
    expect(now.nodes.find?.next).toBe("say");
    expect(Object.keys(now.nodes).indexOf("say")).toBe(Object.keys(now.nodes).indexOf("find") + 1);
  });

  test("each type of step comes with all that it requires and that can be known", () => {
    const [now] = addStep(scheduling, { type: "choose", spec: specOf("choose"), schema, name: "menu_here" });
    expect(now.nodes.menu_here).toEqual({ type: "choose", say: "", options: { first: {} } });
    const [ended] = addStep(scheduling, { type: "end", spec: specOf("end"), schema });
    expect(Object.keys(scheduling.results as object)).toContain(ended.nodes.end?.result);
  });

  test("an exit that led somewhere leads nowhere afterwards, and takes an empty group with it", () => {
    const flow = setAt(scheduling, ["nodes", "who", "tries"], { then: "goodbye" });
    const who = flow.nodes.who;
    const exit = who && exitsOf("who", who, specOf("ask"), flow).find(({ key }) => key === "give_up");
    if (!exit) throw new Error("no exit");
    expect(connect(flow, "who", exit, null).nodes.who).toEqual(scheduling.nodes.who);
  });
});

describe("removeSteps", () => {
  test("only required settings, handlers and defaults go on naming what is gone", () => {
    fc.assert(
      fc.property(flowAndSteps, ([flow, gone]) => {
        const now = removeSteps(flow, gone, schema);
        expect(Object.keys(now.nodes)).toEqual(
          Object.keys(flow.nodes).filter((name) => !gone.includes(name)),
        );
        for (const { path, name } of references(now, schema, "step")) {
          const last = path.at(-1);
          if (!gone.includes(name) || path[0] !== "nodes") continue;
          expect(schemaAt(schema, now, path.slice(0, -1))?.required).toContain(last);
        }
      }),
      RUNS,
    );
  });

  test("an optional exit to it is taken away, a required one is left to be told of", () => {
    const now = removeSteps(scheduling, ["no_times", "offer_time"], schema);
    expect(now.nodes.find).not.toHaveProperty("if_empty");
    expect(now.nodes.find?.next).toBe("offer_time");
  });
});

describe("copying", () => {
  test("pasted into another flow, steps bring along all that they use", () => {
    fc.assert(
      fc.property(flowAndSteps, ([flow, names]) => {
        const [now, pasted] = pasteSteps(empty(), copySteps(flow, names, schema), schema);
        expect(pasted.length).toBe(names.length);
        const known: Record<string, object> = {
          slot: now.slots ?? {},
          value: { ...(now.vars as object), ...now.slots },
          action: (now.actions ?? {}) as object,
          knowledge: (now.knowledge ?? {}) as object,
          result: { ...(now.results as object), done: 1 },
        };
        for (const { kind, name } of references(now, schema))
          if (known[kind]) expect(Object.keys(known[kind])).toContain(name);
      }),
      RUNS,
    );
  });

  test("a copy in the same flow leads to the copies, and to the others as before", () => {
    const [now, [find, offer]] = duplicateSteps(scheduling, ["find", "offer_time"], schema);
    expect([find, offer]).toEqual(["find_2", "offer_time_2"]);
    expect(now.nodes.find_2).toMatchObject({ next: "offer_time_2", if_empty: "no_times" });
    expect(now.nodes.find).toBe(scheduling.nodes.find);
    expect(now.slots).toBe(scheduling.slots);
  });

  test("a slot of that name but of another kind stays, and the copied one takes another name", () => {
    const there: FlowDoc = { ...empty(), slots: { date: { type: "choice" } } };
    const [now] = pasteSteps(there, copySteps(scheduling, ["no_times"], schema), schema);
    expect(Object.keys(now.slots ?? {})).toEqual(["date", "date_2"]);
    expect(getAt(now, ["nodes", "no_times", "say", "en"])).toBe("There is nothing free on {date_2|spoken}.");
  });
});

test("a fresh name is never taken", () => {
  const name = fc.stringMatching(/^[a-z][a-z_]{0,3}(_[0-9])?$/);
  fc.assert(
    fc.property(name, fc.array(name), (base, taken) => {
      expect(taken).not.toContain(freshName(base, taken));
    }),
    RUNS,
  );
});
