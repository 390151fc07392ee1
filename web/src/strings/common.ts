const LANGUAGES: Record<string, string> = { en: "English", hi: "Hindi" };

export const common = {
  product: "Trunkline",
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  delete: "Delete",
  undo: "Undo",
  messages: "Messages",
  skip: "Skip to the content",
  loading: "Loading…",
  busy: "One moment…",
  broke: {
    title: "Something broke on this page.",
    kept: "What you changed is kept in this browser. Load the page again.",
    again: "Load again",
  },
  noSuchPage: "There is no such page.",
  nav: {
    flows: "Flows",
    calls: "Calls",
    numbers: "Phone numbers",
    work: "Calendar and tickets",
    limits: "Limits",
    people: "People",
    setup: "Setup",
  },
  navLabel: "Main",
  tryAgain: "Try again",
  unknownError: "Something went wrong here. Reload the page.",
  languages: LANGUAGES,
  language: (code: string) => LANGUAGES[code] ?? code,
};
