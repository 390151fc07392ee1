import fc from "fast-check";
import { describe, expect, it } from "vitest";
import written from "../../../graphs/expressions.vectors.json";
import { fromRows, toRows } from "./conditions";
import { ExpressionError, parse, type Node } from "./expr";
import { print } from "./exprPrint";

interface Vectors {
  results: { source: unknown }[];
  refused: { source: unknown; message: string }[];
  complaints: { source: string }[];
}
const vectors = written as unknown as Vectors;
const FUNCTIONS = new Map(
  Object.entries({
    today: 0,
    now: 0,
    days_until: 1,
    weekday: 1,
    size: 1,
    first: 1,
    filled: 1,
    empty: 0,
    pick: 3,
    lower: 1,
    contains: 2,
    starts_with: 2,
  }),
);
const read = (source: unknown) => parse(source, FUNCTIONS);

const names = fc.constantFrom("day", "n", "call", "and_", "true_");
const leaf: fc.Arbitrary<Node> = fc.oneof(
  fc.record({ kind: fc.constant("text" as const), text: fc.string({ maxLength: 6 }) }),
  fc.record({
    kind: fc.constant("number" as const),
    text: fc.oneof(fc.nat(999).map(String), fc.constant("1.50")),
  }),
  fc.record({ kind: fc.constant("truth" as const), value: fc.boolean() }),
  fc.record({ kind: fc.constant("name" as const), name: names }),
);
const { tree } = fc.letrec<{ tree: Node }>((tie) => {
  const inner = tie("tree");
  return {
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.record({ kind: fc.constant("member" as const), record: inner, name: names }),
      fc.record({ kind: fc.constant("list" as const), items: fc.array(inner, { maxLength: 3 }) }),
      fc.record({ kind: fc.constantFrom("negative" as const, "not" as const), inner }),
      fc.record({
        kind: fc.constant("arithmetic" as const),
        sign: fc.constantFrom("+", "-", "*", "/"),
        left: inner,
        right: inner,
      }),
      fc
        .array(fc.tuple(inner, fc.constantFrom("==", "<=", "in", "not in")), { minLength: 1, maxLength: 2 })
        .chain((pairs) =>
          inner.map((last): Node => ({
            kind: "comparison",
            sides: [...pairs.map(([side]) => side), last],
            signs: pairs.map(([, sign]) => sign),
          })),
        ),
      fc.record({
        kind: fc.constant("logical" as const),
        word: fc.constantFrom("and" as const, "or" as const),
        parts: fc.array(inner, { minLength: 2, maxLength: 3 }),
      }),
      inner.map((item): Node => ({ kind: "applied", name: "size", items: [item] })),
    ),
  };
});

describe("expressions", () => {
  it("reads all that the service reads, and prints what means the same", () => {
    for (const { source } of [...vectors.results, ...vectors.complaints])
      expect(read(print(read(source))), String(source)).toEqual(read(source));
  });

  it.each(vectors.refused)("refuses $source with the service's words", ({ source, message }) => {
    expect(() => read(source)).toThrow(new ExpressionError(message));
  });

  it("prints any tree so that it reads the same", () => {
    fc.assert(
      fc.property(tree, (node) => {
        const source = print(node);
        fc.pre(source.length <= 500);
        expect(read(source)).toEqual(node);
      }),
      { numRuns: 300 },
    );
  });

  it("writes no needless brackets", () => {
    expect(print(read("((a and (b or c)) and (1 + 2) * 3 > 4)"))).toBe(
      "(a and (b or c)) and (1 + 2) * 3 > 4",
    );
  });
});

describe("rows of a condition", () => {
  it.each([
    'purpose == "cancel"',
    "size(appointments) == 0",
    "date >= today()",
    'weekday(date) != "sunday"',
    "size(postcode) == 5 or size(postcode) == 6",
    "line.ok == false and call.open",
    "filled(need) and not filled(ticket.number)",
    'issue in ["slow", "down"] and not (n == 1) == true or n > -2',
    'contains(detail, "fire") or not contains(detail, "smoke") or starts_with(detail, "x")',
    "a and (b or not c)",
    "postcode == customer.postcode",
  ])("show and give back %s", (source) => {
    const rows = toRows(read(source));
    if (source.includes("(n == 1)")) expect(rows).toBeNull();
    else expect(rows && fromRows(rows)).toEqual(read(source));
  });

  it.each(["n + 1 > 2", "1 < n < 5", "not (a and b)", "pick(a, b, c)", "3 == n", '"x" in words'])(
    "leave %s to the text",
    (source) => {
      expect(toRows(read(source))).toBeNull();
    },
  );

  it("give back whatever they can show", () => {
    fc.assert(
      fc.property(tree, (node) => {
        const rows = toRows(node);
        if (rows) expect(fromRows(rows)).toEqual(node);
      }),
      { numRuns: 300 },
    );
  });
});
