/** Reads the conditions and values that analysts write; graphs/expressions has the truth, and the grammar. */

export type Node =
  | { kind: "text"; text: string }
  | { kind: "number"; text: string }
  | { kind: "truth"; value: boolean }
  | { kind: "name"; name: string }
  | { kind: "member"; record: Node; name: string }
  | { kind: "list"; items: Node[] }
  | { kind: "negative"; inner: Node }
  | { kind: "arithmetic"; sign: string; left: Node; right: Node }
  | { kind: "comparison"; sides: Node[]; signs: string[] }
  | { kind: "not"; inner: Node }
  | { kind: "logical"; word: "and" | "or"; parts: Node[] }
  | { kind: "applied"; name: string; items: Node[] };

/** Name of each function → how many values it takes. */
export type Functions = ReadonlyMap<string, number>;

/** An expression that cannot be read. The message continues the sentence “The condition …”. */
export class ExpressionError extends Error {}

const LONGEST = 500;
const DEEPEST = 30;
const SHOWN = 12;

interface Token {
  kind: "number" | "name" | "string" | "sign" | "end";
  text: string;
  at: number;
}

/** The tree of an expression as it stands in a document. Throws `ExpressionError`. */
export function parse(source: unknown, functions: Functions): Node {
  if (typeof source === "boolean") return { kind: "truth", value: source };
  if (typeof source === "number")
    return source < 0
      ? { kind: "negative", inner: { kind: "number", text: String(-source) } }
      : { kind: "number", text: String(source) };
  if (typeof source !== "string") throw new ExpressionError("must be text, a number, true or false");
  if (Array.from(source).length > LONGEST)
    throw new ExpressionError(`is too long (${LONGEST} characters at most)`);
  return new Parser(source, functions).whole();
}

/** The tree, or the sentence that says why there is none. */
export function tryParse(source: unknown, functions: Functions): Node | string {
  try {
    return parse(source, functions);
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}

const TOKEN =
  /\s*(?:(?<number>[0-9]+(?:\.[0-9]+)?)|(?<name>[A-Za-z][A-Za-z0-9_]*)|(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<sign>==|!=|<=|>=|[<>+\-*/().,[\]]))/sy;
const REMEDIES: Record<string, string> = {
  "=": "use == to compare",
  "&": "write “and”",
  "|": "write “or”",
  "!": "write “not”",
  "“": 'use straight quotes: "like this"',
  "”": 'use straight quotes: "like this"',
  '"': "the quotation mark is never closed",
  "'": "the quotation mark is never closed",
};

function tokens(source: string): Token[] {
  const found: Token[] = [];
  const end = source.trimEnd().length;
  let at = 0;
  while (at < end) {
    TOKEN.lastIndex = at;
    const [kind, text] =
      Object.entries(TOKEN.exec(source)?.groups ?? {}).find(([, part]) => part as string | undefined) ?? [];
    if (kind === undefined || text === undefined)
      throw cannotRead(source, source.length - source.slice(at).trimStart().length);
    at = TOKEN.lastIndex;
    found.push({ kind: kind as Token["kind"], text, at: at - text.length });
  }
  return [...found, { kind: "end", text: "", at: end }];
}

function cannotRead(source: string, at: number): ExpressionError {
  const rest = Array.from(source.slice(at));
  if (at >= source.trimEnd().length)
    return new ExpressionError("stops too early: something is missing at the end");
  const remedy = REMEDIES[rest[0] ?? ""];
  const shown = rest.slice(0, SHOWN).join("");
  return new ExpressionError(
    `cannot be read at “${shown}” (character ${place(source, at)})${remedy ? `: ${remedy}` : ""}`,
  );
}

function place(source: string, at: number): number {
  return Array.from(source.slice(0, at)).length + 1;
}

const END: Token = { kind: "end", text: "", at: 0 };
const COMPARE = ["==", "!=", "<", "<=", ">", ">=", "in"];

class Parser {
  private readonly tokens: Token[];
  private at = 0;
  private depth = 0;

  constructor(
    private readonly source: string,
    private readonly functions: Functions,
  ) {
    this.tokens = tokens(source);
  }

  whole(): Node {
    const node = this.either();
    if (this.next.kind !== "end") throw this.stuck();
    return node;
  }

  private get next(): Token {
    return this.tokens[this.at] ?? END;
  }

  private stuck(): ExpressionError {
    return cannotRead(this.source, this.next.at);
  }

  private take(...texts: string[]): string | null {
    const { kind, text } = this.next;
    if ((kind !== "sign" && kind !== "name") || !texts.includes(text)) return null;
    this.at += 1;
    return text;
  }

  private either(): Node {
    return this.joined("or", () => this.joined("and", () => this.negation()));
  }

  private joined(word: "and" | "or", read: () => Node): Node {
    const first = read();
    const parts = [first];
    while (this.take(word)) parts.push(read());
    return parts.length === 1 ? first : { kind: "logical", word, parts };
  }

  private negation(): Node {
    if (this.take("not")) return { kind: "not", inner: this.deeper(() => this.negation()) };
    const first = this.sum();
    const sides = [first];
    const signs: string[] = [];
    for (let sign = this.comparing(); sign !== null; sign = this.comparing()) {
      signs.push(sign);
      sides.push(this.sum());
    }
    return signs.length ? { kind: "comparison", sides, signs } : first;
  }

  private comparing(): string | null {
    if (this.next.text === "not" && this.tokens[this.at + 1]?.text === "in") {
      this.at += 2;
      return "not in";
    }
    return this.take(...COMPARE);
  }

  private sum(): Node {
    return this.reckoned(["+", "-"], () => this.reckoned(["*", "/"], () => this.negative()));
  }

  private reckoned(signs: string[], read: () => Node): Node {
    let left = read();
    for (let sign = this.take(...signs); sign !== null; sign = this.take(...signs))
      left = { kind: "arithmetic", sign, left, right: read() };
    return left;
  }

  private negative(): Node {
    if (this.take("-")) return { kind: "negative", inner: this.deeper(() => this.negative()) };
    let node = this.atom();
    while (this.take(".")) {
      if (this.next.kind !== "name") throw this.stuck();
      node = { kind: "member", record: node, name: this.next.text };
      this.at += 1;
    }
    return node;
  }

  private atom(): Node {
    const token = this.next;
    if (this.take("(")) {
      const inner = this.deeper(() => this.either());
      if (!this.take(")")) throw this.stuck();
      return inner;
    }
    if (this.take("[")) return { kind: "list", items: this.items("]") };
    if (token.kind === "sign" || token.kind === "end") throw this.stuck();
    if (token.kind === "name" && ["and", "or", "not", "in"].includes(token.text)) throw this.stuck();
    this.at += 1;
    if (token.kind === "number") return { kind: "number", text: token.text };
    if (token.kind === "string")
      return { kind: "text", text: token.text.slice(1, -1).replace(/\\(.)/gs, "$1") };
    return this.named(token);
  }

  private named({ text: name, at }: Token): Node {
    if (name === "true" || name === "false") return { kind: "truth", value: name === "true" };
    if (!this.take("(")) return { kind: "name", name };
    const takes = this.functions.get(name);
    if (takes === undefined) {
      const close = closest(name, [...this.functions.keys()]);
      throw new ExpressionError(
        `uses the unknown function “${name}” (character ${place(this.source, at)}).${close ? ` Did you mean “${close}”?` : ""}`,
      );
    }
    const items = this.items(")");
    if (items.length !== takes)
      throw new ExpressionError(`gives “${name}” ${items.length} value(s); it takes ${takes}`);
    return { kind: "applied", name, items };
  }

  private items(closing: string): Node[] {
    const found: Node[] = [];
    while (!this.take(closing)) {
      if (found.length && !this.take(",")) throw this.stuck();
      found.push(this.deeper(() => this.either()));
    }
    return found;
  }

  private deeper(read: () => Node): Node {
    this.depth += 1;
    if (this.depth > DEEPEST) throw new ExpressionError(`is nested too deeply (${DEEPEST} levels at most)`);
    const node = read();
    this.depth -= 1;
    return node;
  }
}

/** The known word that was probably meant: so few letters away that it is no other word. */
function closest(word: string, known: string[]): string | undefined {
  const near = known.map((each) => ({ each, away: distance(word, each) }));
  const [best] = near.sort((a, b) => a.away - b.away);
  return best && best.away <= Math.max(1, word.length / 3) ? best.each : undefined;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries())
      next.push(
        Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}
