/** How a setting is made: by whoever runs the service, and for a tenant that is not the first by the command line. */
const set = (tenant: string | null, setting: string) =>
  tenant === null ? `set ${setting}` : `have “trunkline tenant set ${tenant} ${setting}” run`;

export const setup = {
  title: "Setup",
  intro: (tenant: string | null) =>
    tenant === null
      ? "How this service is set up. Settings are made where it runs, in its environment or in a file .env."
      : `How ${tenant} is set up. Whoever runs the service makes settings for it with “trunkline tenant set ${tenant} …”, and starts the service again. What is not set so is as the installation has it.`,
  first: "Your first real call",
  steps: {
    edit: "Edit a flow, and talk to it in the editor.",
    editLink: "Open the flows",
    publish: "Publish it with a note. Callers hear it from then on.",
    keys: (tenant: string | null) =>
      tenant === null
        ? "Set TWILIO_AUTH_TOKEN, TWILIO_ACCOUNT_SID and PUBLIC_URL, and start the service again."
        : `Have whoever runs the service set TWILIO_AUTH_TOKEN and TWILIO_ACCOUNT_SID with “trunkline tenant set ${tenant} …”, and start it again.`,
    webhook: "In Twilio, set your number’s voice webhook to this address, by POST:",
    number: "Say which flow answers the number.",
    numberLink: "Phone numbers",
    ring: "Ring it.",
  },
  done: "done",
  open: "to do",
  copy: "Copy",
  copied: "Copied.",
  telephone: "Telephone",
  look: "Look whether Twilio leads here",
  leadsHere: (numbers: string) => `Calls to ${numbers} come here.`,
  people: "People that callers can be put through to",
  nobody: (tenant: string | null) =>
    `Nobody yet: ${set(tenant, "TRUNKLINE_TRANSFERS")}. Until then, a step that puts callers through goes where its form says under “When nobody is there”, or else under “When nobody answers”. A message is taken only if the flow takes one there.`,
  record: "Recordings",
  records: {
    none: () => "No call is recorded.",
    tests: (tenant: string | null) =>
      `Calls from the console are recorded, and from the service’s machine as long as Twilio is not set up. Real calls are not: ${set(tenant, "TRUNKLINE_RECORD=all")} when your flows tell callers so.`,
    all: () => "Every call is recorded, unless its caller refuses.",
  },
  keptDays: (days: number) =>
    days ? `Recordings are kept for ${days} days.` : "Recordings are kept for ever.",
  providers: "Who listens, speaks and thinks",
  installation:
    "Who does this is the installation’s to say, for all of its tenants: ask whoever runs the service.",
  providersTable: "Providers",
  pricesTable: "Price list",
  role: "Does",
  roles: {
    recogniser: ["Recognises speech", "Recognises when that fails"],
    voice: ["Speaks", "Speaks when that fails"],
    model: ["Understands freely", "Understands when that fails"],
  } as Record<string, [string, string]>,
  spec: "Who",
  setting: "Setting",
  works: "Does it work?",
  try: "Try them all",
  trying: "Trying…",
  tryCosts: "Each is asked once, for real.",
  yes: "Works",
  none: "nobody",
  untried: "not tried",
  voice: "Hear the voice",
  sampleLabel: "What it is to say",
  sample:
    "Namaste, this is Riverside Dental. Your appointment is on the twelfth of March at half past three.",
  language: "Language",
  say: "Say it",
  saying: "One moment…",
  prices: "Prices",
  pricesIntro: (tenant: string | null) =>
    `Costs of calls are reckoned with these. Yours go first: ${tenant === null ? "TRUNKLINE_PRICES" : `“trunkline tenant set ${tenant} TRUNKLINE_PRICES”`}.`,
  priceProvider: "Provider",
  priceModel: "Model",
  price: "Price",
  per: (per: string, unit: string) => `per ${per} ${unit}`,
  since: "Since",
  source: "Where from",
  unconfirmed: "not confirmed",
  show: "Show all prices",
};
