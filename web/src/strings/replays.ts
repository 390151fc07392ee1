/** Calls played again, on the draft or on a version. */

const many = (count: number, one: string, more: string) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

/** `one` of a call, `more` of several: both after the number. */
const calls = (count: number, one: string, more: string) => many(count, `call ${one}`, `calls ${more}`);

/** What calls are played on: the draft, or a version. */
const target = (on: number | null) => (on === null ? "the draft" : `version ${on}`);

const ended = (result: string) => (result ? `ended in “${result}”` : "ended without a result");

export const replays = {
  link: "Play real calls again",
  linkOn: (version: number) => `Play real calls on version ${version}`,
  title: (flow: string) => `Real calls, played again: ${flow}`,
  intro:
    "What callers said in the latest calls goes through the flow once more: through its draft before anybody hears it, or through a version. Nothing is really looked up or booked: actions answer as they did in the call.",
  editor: "Open in the editor",
  versions: "Versions",
  wish: "Which calls",
  count: "How many",
  latest: (count: number) => `The latest ${count.toLocaleString("en")}`,
  version: "Version that they ran",
  on: "Played on",
  target,
  targetFirst: (on: number | null) => (on === null ? "The draft" : `Version ${on}`),
  result: "Result",
  resultHelp: "Empty: any",
  from: "From",
  until: "Until",
  any: "Any",
  none: "No result",
  begin: (on: number | null) => `Play them on ${target(on)}`,
  beginning: "Beginning…",
  end: "Stop",
  running: (done: number, all: number) =>
    `Playing: ${done.toLocaleString("en")} of ${all.toLocaleString("en")} calls`,
  progress: "Calls that were played",
  over: (count: number, on: number | null, when: string, who: string) =>
    `${many(count, "call", "calls")} on ${target(on)}, played ${when}${who ? ` by ${who}` : ""}.`,
  took: (seconds: string) => `It took ${seconds}.`,
  state: {
    cancelled: (done: number) => `Stopped after ${many(done, "call", "calls")}.`,
    broken: "Broken off.",
  },
  stale: "The draft has changed since. Play them again to see what it does now.",
  earlier: "Earlier",
  nothing: "Nothing was played yet",
  nothingHelp: "Choose which calls, and see what the draft, or a version, would have made of them.",
  summary: (different: number, all: number) =>
    different
      ? `${many(different, "call", "calls")} of ${all.toLocaleString("en")} would go differently.`
      : `None of ${many(all, "call", "calls")} would go differently.`,
  sections: {
    sure: "Would go differently",
    perhaps: "Perhaps differently",
    same: "The same",
    apart: "Not played",
  },
  help: {
    sure: "The same words of the callers, the same answers of actions; only the flow is another.",
    perhaps:
      "Either actions were asked something that they were not asked in the call, or the call cannot be repeated exactly, as when a language model understood it. Open a call to judge.",
    same: "How they end, where, what was known, to whom they were put through and how often nothing was understood: all as in the call.",
    apart: "",
  },
  why: { answers: "asked actions anew", unlike: "cannot be repeated exactly" },
  show: "Show the calls",
  hide: "Hide the calls",
  more: "Show more",
  open: (when: string) => `Compare the call of ${when} turn by turn`,
  compare: "Turn by turn",
  call: "Call",
  differs: "What differs",
  loading: "Reading the calls…",
  groups: {
    result: (count: number, was: string, now: string) =>
      now
        ? `${calls(count, `that ${ended(was)}`, `that ${ended(was)}`)} would now end in “${now}”`
        : `${calls(count, `that ${ended(was)}`, `that ${ended(was)}`)} would now come to no result: the flow still waits for the caller`,
    end: (count: number, was: string, now: string) =>
      `${calls(count, "that was", "that were")} at “${was}” last would now be at “${now}”`,
    transfer: (count: number, was: string, now: string) =>
      `${calls(count, "that was", "that were")} ${was ? `handed to “${was}”` : "handed to nobody"} would now be handed to ${now ? `“${now}”` : "nobody"}`,
    values: (count: number, slots: string) => `${calls(count, "has", "have")} other values: ${slots}`,
    no_match: (count: number, more: boolean) =>
      `${calls(count, "is", "are")} understood ${more ? "less" : "better"} than before`,
    way: (count: number, was: string, now: string) =>
      `${calls(count, "comes", "come")} to the same end on another way${was || now ? `: ${was ? `“${was}”` : "the end"} becomes ${now ? `“${now}”` : "the end"}` : ""}`,
    same: (count: number) => calls(count, "goes as it went", "go as they went"),
    unlike: (count: number) =>
      `${calls(count, "goes", "go")} as on the version that ran, but not as it went on the line`,
    wordless: (count: number) =>
      `${calls(count, "in which", "in which")} the caller neither said nor pressed anything`,
    too_long: (count: number) => `${calls(count, "takes", "take")} too long: is there a circle in the flow?`,
    failed: (count: number) =>
      `${many(count, "call", "calls")} could not be played; the service’s log says why`,
  },
  details: {
    result: "Result",
    end: "Last step",
    transfers: "Handed to",
    no_match: "Not understood",
    gone: "Steps that go",
    new: "Steps that come",
    becomes: (was: string, now: string) => `${was} → ${now}`,
    empty: "nothing",
    times: (count: number) => many(count, "time", "times"),
  },
  published: "What would it have done with real calls?",
};
