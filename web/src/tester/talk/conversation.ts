/** The conversation with the flow that is edited: its lines, and what came of them. It lasts while panels come and go. */

import { create } from "zustand";
import { ApiError, ask } from "../../api/client";
import type { Line, Problem, Rehearsed, RehearsedTurn } from "../../api/types";
import type { FlowDoc, Json } from "../../doc/types";
import { strings } from "../../strings";
import { callAt, callToWire, type CallFacts, type Case } from "./caseOf";
import { keep, kept } from "./kept";
import { lastAnswer, toWire, type Mock } from "./mocks";
import { differing } from "./script";

export interface Refusal {
  message: string;
  problems: readonly Problem[];
}

interface Played {
  turns: readonly RehearsedTurn[];
  /** The conversation as a test of the flow; null while there is none. */
  asTest: Readonly<Record<string, Json>> | null;
  /** The lines that were played. */
  lines: readonly Line[];
}

interface Conversation extends Case {
  flow: string | null;
  played: Played;
  /** How it went before the flow was edited, to compare with. */
  before: readonly RehearsedTurn[];
  /** Turns that go another way since. */
  differing: ReadonlySet<number>;
  asking: boolean;
  refusal: Refusal | null;
  /** The language model understands the caller too. */
  model: boolean;
  /** The test that it was made of; empty for none. */
  from: string;
  /** The action whose answer is to be written now; empty for none. */
  answering: string;
  /** The turn that is looked at; null: the newest. */
  selected: number | null;
  begin: (flow: string) => void;
  add: (line: Line) => void;
  keepLines: (count: number) => void;
  setLines: (lines: readonly Line[]) => void;
  restart: () => void;
  setCall: (change: Partial<CallFacts>) => void;
  setModel: (model: boolean) => void;
  setMock: (action: string, mock: Mock) => void;
  /** Write what this action answers, beginning with what it answered last. */
  answerIt: (action: string) => void;
  load: (flow: string, other: Case, from: string) => void;
  select: (turn: number | null) => void;
  seen: () => void;
  play: (document: FlowDoc) => Promise<void>;
}

const NOTHING: Played = { turns: [], asTest: null, lines: [] };
const NONE: ReadonlySet<number> = new Set();

let newest = new AbortController();

export const useConversation = create<Conversation>()((set, get) => {
  const talk = (lines: readonly Line[]) => set({ lines, selected: null });
  const fresh = (other: Case) =>
    set({
      ...other,
      played: NOTHING,
      before: [],
      differing: NONE,
      refusal: null,
      asking: false,
      selected: null,
      from: "",
      answering: "",
    });
  return {
    flow: null,
    from: "",
    answering: "",
    ...{ call: callAt(new Date()), mocks: {}, lines: [] },
    played: NOTHING,
    before: [],
    differing: NONE,
    asking: false,
    refusal: null,
    model: false,
    selected: null,
    begin: (flow) => {
      if (get().flow === flow) return;
      newest.abort();
      fresh(kept(flow) ?? { call: callAt(new Date()), mocks: {}, lines: [] });
      set({ flow });
    },
    add: (line) => {
      const { lines, played } = get();
      // After the end of a call there may be lines that were not reached: what is said now comes instead of them.
      const reached = played.lines === lines ? lines.slice(0, played.turns.length - 1) : lines;
      talk([...reached, line]);
    },
    keepLines: (count) => talk(get().lines.slice(0, count)),
    setLines: talk,
    restart: () => {
      const { call, mocks } = get();
      fresh({ call: { ...call, now: callAt(new Date()).now, set: false }, mocks, lines: [] });
    },
    setCall: (change) => set({ call: { ...get().call, ...change } }),
    setModel: (model) => set({ model }),
    setMock: (action, mock) => set({ mocks: { ...get().mocks, [action]: mock } }),
    answerIt: (action) => {
      get().setMock(action, { kind: "answer", text: lastAnswer(get().played.turns, action) });
      set({ answering: action });
    },
    load: (flow, other, from) => {
      fresh(other);
      set({ flow, from });
    },
    select: (selected) => set({ selected }),
    seen: () => set({ before: get().played.turns, differing: NONE }),
    play: async (document) => {
      const { flow, call, mocks, lines, model } = get();
      if (!flow) return;
      newest.abort();
      newest = new AbortController();
      const { signal } = newest;
      keep(flow, { call, mocks, lines });
      set({ asking: true });
      const body = { document, call: callToWire(call), mocks: toWire(mocks, document), lines, model };
      try {
        const answer = await ask<Rehearsed>("POST", `/api/flows/${flow}/rehearsals`, body, signal);
        if (!signal.aborted) set(answered(get(), answer, lines));
      } catch (error) {
        if (!signal.aborted) set({ asking: false, refusal: refusalOf(error) });
      }
    },
  };
});

/** A line that was added is no difference: what is compared is how the same lines go before and after an edit. */
function answered(now: Conversation, answer: Rehearsed, lines: readonly Line[]): Partial<Conversation> {
  const talked = lines !== now.played.lines;
  const before = talked ? answer.turns : now.before;
  return {
    played: { turns: answer.turns, asTest: answer.as_test, lines },
    before,
    differing: talked ? NONE : differing(before, answer.turns),
    asking: false,
    refusal: null,
  };
}

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof ApiError)) throw error;
  const body = error.body as { problems?: Problem[] } | undefined;
  const problems = body?.problems ?? [];
  return { message: problems.length ? strings.tester.talk.cannot : error.message, problems };
}
