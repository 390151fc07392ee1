/* eslint-disable @typescript-eslint/no-explicit-any -- what the contract leaves open */
/** What the service takes and tells, as /api/openapi.json has it. Made by `python -m tests.support.console_types`. */

/** An action that flows may use. */
export interface ActionEntry {
  name: string;
  summary: string;
  arguments: Record<string, Argument>;
  answers: Answer;
  outcomes: string[];
  effect: boolean;
}

/** A key that was just made. */
export interface AddedKey {
  id: string;
  name: string;
  scopes: string[];
  created_at: string;
  created_by: string;
  expires_at: string | null;
  used_at: string | null;
  expired: boolean;
  key: string;
}

/** What an action answers. */
export interface Answer {
  out: string;
  fields: Record<string, string>;
}

/** A time that is kept for somebody. */
export interface Appointment {
  call: string | null;
  created_at: string;
  ref: string;
  name: string;
  phone: string;
  service: string;
  label: string;
  staff: string;
  begins: string;
  ends: string;
  status: string;
}

/** What an action is given. */
export interface Argument {
  type: string;
  required: boolean;
  description: string;
}

/** Whether the log is whole. */
export interface AuditCheck {
  whole: boolean;
  entries: number;
  head: string | null;
  broken_at: number | null;
  why: string | null;
}

/** One entry. */
export interface AuditEntry {
  ordinal: number;
  at: string;
  who: string;
  did: string;
  what: string;
  details: any;
  hash: string;
}

/** Entries, the latest first. */
export interface AuditPage {
  entries: AuditEntry[];
  people: Record<string, string>;
  next: number | null;
}

/** A flow to be begun: empty, as a copy, or from YAML. */
export interface Beginning {
  name: string;
  title?: string;
  language?: string;
  copy_of?: string | null;
  yaml?: string | null;
}

/** A budget of this day, and what was used of it. */
export interface BudgetEntry {
  name: string;
  most: number;
  used: number;
  currency: string | null;
  standing: "open" | "warned" | "ended";
}

/** What a call has cost, item by item. */
export interface CallCost {
  call_id: string;
  currency: string;
  total: number;
  per_minute: number;
  stages: Record<string, number>;
  unpriced: string[];
  seconds: number;
  items: CostItem[];
}

/** A page of the list. */
export interface CallList {
  calls: CallRow[];
  next: string | null;
}

/** The whole call. */
export interface CallPage {
  id: string;
  flow: string;
  version: number | null;
  environment: "test" | "live" | null;
  line: string;
  started_at: string;
  ended_at: string | null;
  seconds: number | null;
  caller: string | null;
  callee: string | null;
  direction: "inbound" | "outbound";
  result: string | null;
  success: "success" | "partial" | "failed" | null;
  ended_by: string | null;
  why: string | null;
  live: boolean;
  step: string | null;
  step_title: string | null;
  transcript: TranscriptLine[];
  turns: CallTurn[];
  values: any;
  events: number;
  cost: StageCost[];
  total: Money | null;
  recording: string | null;
  circumstances: SetCircumstances;
}

/** One call in short. */
export interface CallRow {
  id: string;
  flow: string;
  version: number | null;
  environment: "test" | "live" | null;
  line: string;
  started_at: string;
  ended_at: string | null;
  seconds: number | null;
  caller: string | null;
  callee: string | null;
  direction: "inbound" | "outbound";
  result: string | null;
  success: "success" | "partial" | "failed" | null;
  ended_by: string | null;
  why: string | null;
  live: boolean;
  step: string | null;
  step_title: string | null;
  turns: number | null;
  cost: Money | null;
}

/** One turn. */
export interface CallTurn {
  turn: number;
  doing: "begin" | "words" | "keys" | "silence" | "event" | "failure";
  at_ms: number;
  steps: string[];
  why: any;
  latency: LatencyStage[];
  latency_ms: number | null;
  values: any;
  changed: string[];
}

/** How much is kept, or was until now, by kind. */
export interface CallerReport {
  number: string;
  looked_for: string[];
  calls: string[];
  own: Record<string, number>;
  records: Record<string, number>;
  kept: Record<string, number>;
}

/** Another version, which a share of the callers run. */
export interface Challenger {
  version: number;
  share: number;
}

/** An entry of the history. */
export interface ChangeEntry {
  revision: number;
  label: string;
  at: string;
  by: string;
}

/** One thing that is different. */
export interface ChangedPart {
  path: (string | number)[];
  kind: "added" | "removed" | "changed" | "renamed";
  step: string | null;
  words: string;
}

/** What there is to say about a document, and how it is written. */
export interface Checked {
  problems: ProblemEntry[];
  formatted: string;
}

/** A document to be checked. */
export interface Checking {
  document: any;
}

/** Somebody else saved first: put both together, and save again. */
export interface ConflictAnswer {
  error: ErrorBody;
  current: DraftPage;
  base: any;
}

/** What was used of one thing, and what that cost; null: nobody knows its price. */
export interface CostItem {
  stage: string;
  provider: string;
  model: string;
  unit: string;
  amount: number;
  cost: number | null;
  price: ItemPrice | null;
}

/** What the tests come through. */
export interface CoverageEntry {
  steps: Record<string, boolean>;
  percent: Record<string, number>;
  missed: Missed[];
}

/** Calls of one day, where the business is. */
export interface DayFigures {
  day: string;
  calls: number;
  seconds: number;
  results: Record<string, number>;
  verdict: Verdict;
  cost: Money[];
  stages: StageMoney[];
}

/** What is different between two versions. */
export interface DifferencesPage {
  changes: ChangedPart[];
  yaml: Texts;
}

/** A flow's draft. */
export interface DraftPage {
  revision: number;
  document: any;
  layout: any;
  based_on: number | null;
  changed: boolean;
  updated_at: string;
  updated_by: string;
  problems: ProblemEntry[];
}

/** How a flow's draft stands. */
export interface DraftState {
  revision: number;
  changed: boolean;
  updated_at: string;
  updated_by: string;
}

/** How a flow is drawn; what is not here is where the canvas puts it. */
export interface Drawing {
  positions?: Record<string, [number, number]>;
  collapsed?: string[];
}

/** A value that is set. */
export interface Edit {
  path: (string | number)[];
  value: any;
}

/** What an environment runs. */
export interface EnvironmentEntry {
  environment: "test" | "live";
  version: number;
  challenger: Challenger | null;
}

/** A caller who is to be erased. */
export interface Erasure {
  number: string;
  confirm: string;
  records?: boolean;
  even_now?: boolean;
}

/** What there was, and what of it is gone. */
export interface ErasureReport {
  number: string;
  looked_for: string[];
  calls: string[];
  own: Record<string, number>;
  records: Record<string, number>;
  kept: Record<string, number>;
  erased: Record<string, number>;
  left: Record<string, number>;
}

/** What every refused request is answered; some bring more beside `error`. */
export interface ErrorAnswer {
  error: ErrorBody;
  [more: string]: any;
}

/** What went wrong. */
export interface ErrorBody {
  code: string;
  message: string;
}

/** A way out of a step of some type. */
export interface Exit {
  name: string;
  label: string;
  required: boolean;
  each_of: "options" | "cases" | "outcomes" | "results" | null;
  path: string[];
}

/** How often a way was taken. */
export interface ExitCount {
  from: string;
  exit: string;
  to: string;
  count: number;
}

/** What is awaited of the caller. */
export interface Expected {
  kind: string;
  slot: string | null;
  keys: number | null;
  hints: string[];
}

/** What the calls of a version, or of all versions, came to. */
export interface Figures {
  version: number | null;
  calls: number;
  results: Record<string, number>;
  without_result: number;
  verdict: Verdict;
  steps: Record<string, StepFigures>;
  exits: ExitCount[];
  unmatched: Unmatched[];
  by_day: DayFigures[];
}

/** The first account. */
export interface FirstAccount {
  email: string;
  name: string;
  password: string;
  link?: string | null;
}

/** A flow in the list. */
export interface FlowEntry {
  name: string;
  title: string;
  about: string;
  languages: string[];
  steps: number;
  draft: DraftState;
  live: number | null;
  test: number | null;
  latest: number | null;
  errors: number;
  calls_today: number;
}

/** What a draft was. */
export interface Former {
  document: any;
  layout: any;
}

/** A function of conditions. */
export interface Function {
  name: string;
  takes: number;
  help: string;
}

/** What happened. */
export interface Happened {
  event: string;
  value?: JsonValue;
}

/** How the process is. */
export interface Health {
  status: string;
  calls: number;
}

/** What so many units cost, since when, and who says so. */
export interface ItemPrice {
  price: number;
  per: number;
  rounds_up_to: number | null;
  currency: string;
  since: string;
  source: string;
  confirmed: boolean;
}

export type JsonValue = any;

/** A key. */
export interface KeyEntry {
  id: string;
  name: string;
  scopes: string[];
  created_at: string;
  created_by: string;
  expires_at: string | null;
  used_at: string | null;
  expired: boolean;
}

/** When a turn had come so far. */
export interface LatencyStage {
  stage:
    | "caller_silent"
    | "recognised"
    | "supposed"
    | "end_of_turn"
    | "understood"
    | "first_text"
    | "first_sound"
    | "sent"
    | "played"
    | "durable";
  at_ms: number;
}

/** Somebody who may become a customer. */
export interface Lead {
  call: string | null;
  created_at: string;
  id: number;
  name: string;
  email: string;
  need: string;
  score: number;
  demo_at: string | null;
  specialist: string | null;
}

/** What a limit is to be. */
export interface LimitChange {
  most: number | string | null;
}

/** A limit, and how near it is. */
export interface LimitEntry {
  name: string;
  meaning: string;
  unit: "calls" | "minutes" | "tokens" | "money";
  most: number | null;
  default: number | null;
  used: number | null;
  changed_at: string | null;
  changed_by: string | null;
}

/** Everything about limits. */
export interface LimitsPage {
  limits: LimitEntry[];
  budgets: BudgetEntry[];
  notices: string[];
  calls_now: number;
  most_calls_of_a_process: number;
  longest_call_s: number;
  refused: RefusedDay[];
}

/** What one may do. */
export interface May {
  view: boolean;
  edit: boolean;
  publish: boolean;
  administer: boolean;
}

/** Who asks, and what they may do. */
export interface Me {
  signed_in: boolean;
  open: boolean;
  name: string;
  email: string | null;
  account: string | null;
  role: "view" | "edit" | "publish" | "administer" | null;
  scopes: string[];
  session: string | null;
  token: string | null;
  has_password: boolean;
  may: May;
  sign_in: WaysIn;
  first_account: boolean;
}

/** What a caller asked to be passed on. */
export interface Message {
  call: string | null;
  created_at: string;
  id: number;
  phone: string;
  message: string;
}

/** What no test comes through. */
export interface Missed {
  kind: string;
  of: string;
  name: string;
}

/** An amount of money. */
export interface Money {
  amount: number;
  currency: string;
}

/** A key to be made. */
export interface NewKey {
  name: string;
  scopes: string[];
  days?: number | null;
}

/** An account to be made. */
export interface NewPerson {
  email: string;
  name: string;
  role: "view" | "edit" | "publish" | "administer";
  password?: string | null;
}

/** What the calls to a number are to run. */
export interface NumberChange {
  number?: string | null;
  label?: string;
  flow: string;
  environment?: "test" | "live";
}

/** A number, and what its calls run. */
export interface NumberEntry {
  number: string;
  label: string;
  flow: string;
  environment: "test" | "live";
  updated_at: string;
  updated_by: string;
}

/** A number that is blocked, or let in whatever it does. */
export interface NumberRule {
  pattern: string;
  rule: "block" | "allow";
  how: "sentence" | "reject";
  reason: string;
  until: string | null;
  over: boolean;
  changed_at: string;
  changed_by: string;
}

/** What is to become of a number's calls. */
export interface NumberRuleChange {
  rule: "block" | "allow";
  how?: "sentence" | "reject";
  reason?: string;
  until?: string | null;
}

/** How loud each side was, over time. */
export interface Outline {
  seconds: number;
  caller: number[];
  agent: number[];
}

/** What one changes of oneself. */
export interface OwnChange {
  name: string;
}

/** Another password. */
export interface PasswordChange {
  old: string;
  new: string;
}

/** What is to be otherwise; what is left out stays. */
export interface PersonChange {
  name?: string | null;
  role?: "view" | "edit" | "publish" | "administer" | null;
  disabled?: boolean | null;
  password?: string | null;
}

/** An account. */
export interface PersonEntry {
  id: string;
  email: string;
  name: string;
  role: "view" | "edit" | "publish" | "administer";
  role_from: "here" | "provider";
  disabled: boolean;
  has_password: boolean;
  provider: boolean;
  created_at: string;
  created_by: string;
  signed_in_at: string | null;
  sessions: number;
}

/** What an environment is to run. */
export interface Pointing {
  version: number;
  challenger?: Challenger | null;
}

/** What so many units of a provider cost. */
export interface PriceLine {
  provider: string;
  model: string;
  unit: string;
  price: number;
  per: number;
  currency: string;
  since: string;
  confirmed: boolean;
  source: string;
}

/** One mistake of a flow. */
export interface ProblemEntry {
  path: (string | number)[];
  line: number;
  code: string;
  message: string;
  fix: string;
  in_file: string;
  level: "error" | "warning" | "hint";
  consequences: ProblemEntry[];
  repair: RepairEntry | null;
}

/** What cannot be done with the flow as it is. */
export interface ProblemsAnswer {
  error: ErrorBody;
  problems: ProblemEntry[];
  reports: any[];
  line: number | null;
}

/** Who does one part of the work. */
export interface Provider {
  role: "recogniser" | "voice" | "model";
  fallback: boolean;
  setting: string;
  spec: string;
}

/** An OpenID provider at which people sign in. */
export interface ProviderLink {
  name: string;
  url: string;
}

/** A draft to be published. */
export interface Publishing {
  revision: number;
  note: string;
  environment: "test" | "live";
  override_tests?: string | null;
}

/** A call as it is recorded; `ended_at`, `result`, `ended_by` and `why` are null while it goes on. */
export interface RecordedCall {
  id: string;
  line: string;
  direction: "inbound" | "outbound";
  flow: string;
  started_at: string;
  caller: string | null;
  callee: string | null;
  thread_id: string | null;
  ended_at: string | null;
  result: string | null;
  ended_by: string | null;
  why: string | null;
  version: number | null;
  environment: string | null;
}

/** Calls of one caller that were not taken within one hour. */
export interface RefusedCaller {
  hour: string;
  why: string;
  caller: string;
  callee: string;
  calls: number;
  last_at: string;
}

/** Calls of one day that were not taken, for one reason. */
export interface RefusedDay {
  day: string;
  why: string;
  calls: number;
}

/** Who was refused, and why. */
export interface RefusedPage {
  days: RefusedDay[];
  callers: RefusedCaller[];
}

/** Where the script came through. */
export interface RehearsalCoverage {
  steps: string[];
}

/** A script, whole, and the document that it is tried on. */
export interface RehearsalRequest {
  document?: any;
  call?: TestedCall;
  mocks?: Record<string, JsonValue>;
  lines?: RehearsedLine[];
  model?: boolean;
}

/** What came of all of it. */
export interface Rehearsed {
  turns: RehearsedTurn[];
  unplayed: number;
  as_test: any;
  as_test_holds: boolean;
  coverage: RehearsalCoverage;
}

/** One thing that happens. */
export interface RehearsedLine {
  caller?: string | null;
  press?: string | null;
  silence?: boolean | null;
  event?: string | null;
  value?: JsonValue;
  hangup?: boolean | null;
  ring_back?: number | string | null;
  not_taken?: boolean | null;
  set?: Record<string, JsonValue> | null;
}

/** What came of one line; the first is the call's beginning. */
export interface RehearsedTurn {
  line: any;
  said: SaidText[];
  steps: string[];
  why: Why;
  values: any;
  changed: string[];
  waiting_at: string | null;
  expects: Expected | null;
  ended: string | null;
  transfer: Transferred | null;
  unmocked: string[];
}

/** The one edit that surely mends a problem. */
export interface RepairEntry {
  label: string;
  set: Edit[];
  remove: (string | number)[][];
}

/** All that differs; of each pair the first is what it was in the call, the other what it is when played again. */
export interface ReplayDetails {
  result: [string, string];
  end: [string, string];
  transfers: [string[], string[]];
  values: ValueChange[];
  no_match: [number, number];
  gone: string[];
  new: string[];
}

/** Calls with the same difference. */
export interface ReplayGroup {
  became: "played" | "wordless" | "too_long" | "failed";
  kind: "same" | "result" | "end" | "transfer" | "values" | "no_match" | "way";
  was: string;
  now: string;
  certainty: "sure" | "answers" | "unlike";
  calls: number;
}

/** How a replay stands, and what it has found so far. */
export interface ReplayPage {
  id: number;
  flow: string;
  on: number | null;
  revision: number;
  is_draft: boolean;
  wanted: any;
  calls: number;
  done: number;
  state: "running" | "done" | "cancelled" | "broken";
  why: string;
  started_by: string;
  started_at: string;
  ended_at: string | null;
  groups: ReplayGroup[];
}

/** Which calls are to be played. */
export interface ReplayWish {
  calls?: number;
  version?: number | null;
  result?: string | null;
  from?: string | null;
  until?: string | null;
  on?: number | null;
}

/** What became of one call. */
export interface ReplayedCall {
  id: string;
  started_at: string;
  caller: string | null;
  details: ReplayDetails | null;
}

/** Calls of a group. */
export interface ReplayedCalls {
  calls: ReplayedCall[];
  next: number | null;
}

/** The figures of a flow. */
export interface Report {
  version: number | null;
  calls: number;
  results: Record<string, number>;
  without_result: number;
  verdict: Verdict;
  steps: Record<string, StepFigures>;
  exits: ExitCount[];
  unmatched: Unmatched[];
  by_day: DayFigures[];
  flow: string;
  from: string;
  until: string;
  compared: Figures | null;
}

/** What the draft is to be again: one of the two. */
export interface Restoring {
  revision?: number | null;
  version?: number | null;
}

/** A sentence. */
export interface SaidText {
  text: string;
  step: string;
  language: string;
  fixed: boolean;
}

/** What a voice is to say. */
export interface Sample {
  text: string;
  language?: string;
}

/** What became of a draft that was saved. */
export interface Saved {
  revision: number;
  problems: ProblemEntry[];
  changed: boolean;
}

/** A draft to be saved. */
export interface Saving {
  revision: number;
  document: any;
  layout?: Drawing;
  label?: string;
}

/** What a key may be good for. */
export interface Scope {
  name: string;
  meaning: string;
}

/** A browser at which somebody is signed in. */
export interface SessionEntry {
  id: string;
  current: boolean;
  by: "password" | "provider" | "first_account";
  began_at: string;
  seen_at: string;
  ends_at: string;
  address: string;
  browser: string;
}

/** What whoever tried the flow said to be the case; what is null was as in any other call. */
export interface SetCircumstances {
  now: string | null;
  open: boolean | null;
}

/** How this service is set up. */
export interface Setup {
  tenant: string | null;
  flow: string;
  languages: string[];
  providers: Provider[];
  telephone: Telephone;
  transfers: string[];
  record: "none" | "tests" | "all";
  recordings_days: number;
  timezone: string;
  calls_at_once: number;
}

/** Who wants to sign in. */
export interface SignIn {
  email: string;
  password: string;
}

/** What one vendor cost for one stage, in the currency of the call's `total`. */
export interface StageCost {
  stage: string;
  vendor: string;
  amount: number;
}

/** What one stage cost. */
export interface StageMoney {
  amount: number;
  currency: string;
  stage: string;
}

/** How one thing did when it was tried. */
export interface Standing {
  name: string;
  spec: string;
  works: boolean;
  fault: string;
  why: string;
}

/** What happened at one step. */
export interface StepFigures {
  calls: number;
  entered: number;
  left: number;
  hang_ups: number;
  no_match: number;
  no_input: number;
  corrections: number;
  transfers: number;
  median_seconds: number | null;
  median_latency_ms: number | null;
}

/** A type of step. */
export interface StepType {
  type: string;
  summary: string;
  waits: boolean;
  fields: any;
  exits: Exit[];
}

/** All that a flow can be made of. */
export interface Steps {
  types: StepType[];
  schema: any;
  filters: string[];
  functions: Function[];
}

/** What Twilio needs; keys are never told. */
export interface Telephone {
  public_url: string | null;
  token: boolean;
  account: boolean;
  webhook: string;
}

/** How to begin the call. */
export interface TestCallAnswer {
  call_id: string;
  url: string;
  parameters: Record<string, string>;
  events: string;
}

/** A call to be held. */
export interface TestCallRequest {
  document?: any;
  language?: string | null;
  caller?: string;
  direction?: "inbound" | "outbound";
  now?: string | null;
  open?: boolean | null;
  mocks?: Record<string, JsonValue>;
}

/** How a version's tests went when it was published. */
export interface TestCounts {
  passed: number;
  failed: number;
}

/** How a flow's tests went. */
export interface Tested {
  passed: number;
  failed: number;
  reports: any[];
  coverage: CoverageEntry;
}

/** Who rings, and when. */
export interface TestedCall {
  caller?: string;
  now?: string;
  language?: string | null;
  open?: boolean;
  direction?: "inbound" | "outbound";
  extra?: any;
}

/** A document to be tested; without one, the saved draft. */
export interface Testing {
  document?: any;
}

/** Both as YAML. */
export interface Texts {
  from: string;
  to: string;
}

/** A fault that somebody works on. */
export interface Ticket {
  call: string | null;
  created_at: string;
  number: string;
  issue: string;
  detail: string;
  tried: string;
  phone: string;
  status: string;
  note: string;
  source: string;
  account: string | null;
  updated_at: string;
}

/** One line of what was said. */
export interface TranscriptLine {
  turn: number;
  at_ms: number;
  who: "bot" | "caller" | "keys" | "line";
  text: string;
  heard_text: string | null;
  cut: boolean;
  step: string | null;
  language: string | null;
  event: string | null;
}

/** To whom the caller is handed over. */
export interface Transferred {
  to: string;
  number: string;
  summary: string;
  mode: string;
}

/** Words that were not understood. */
export interface Unmatched {
  step: string;
  text: string;
  count: number;
  calls: string[];
}

/** A value that differs. */
export interface ValueChange {
  slot: string;
  was: any;
  now: any;
}

/** How many calls were a success, as their flow says what each result is worth. */
export interface Verdict {
  success: number;
  partial: number;
  failed: number;
  none: number;
}

/** A version that was published. */
export interface VersionEntry {
  number: number;
  note: string;
  by: string;
  at: string;
  fingerprint: string;
  tests: TestCounts;
  override: string | null;
  environments: ("test" | "live")[];
  calls: number;
}

/** A version with what it says. */
export interface VersionPage {
  number: number;
  note: string;
  by: string;
  at: string;
  fingerprint: string;
  tests: TestCounts;
  override: string | null;
  environments: ("test" | "live")[];
  calls: number;
  document: any;
  layout: any;
}

/** A caller. */
export interface WantedCaller {
  number: string;
}

/** How one signs in. */
export interface WaysIn {
  password: boolean;
  provider: ProviderLink | null;
}

/** Why a turn went as it did; the same for a rehearsal and for a real call. */
export interface Why {
  heard: string;
  commands: any[];
  conditions: any[];
  exits: any[];
  actions: any[];
  notes: string[];
}
