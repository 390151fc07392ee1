/** The canvas, the outline, search and the list of problems. */

const steps = (count: number) => (count === 1 ? "1 step" : `${count} steps`);

export const canvas = {
  label: "Steps of the flow",
  arranging: "Arranging the steps…",
  empty: "This flow has no steps yet.",
  addStep: "Add a step",
  addStepTitle: "Which kind of step?",
  addAfterTitle: (title: string) => `Which kind of step, after “${title}”?`,
  unfinished: (type: string) =>
    type
      ? `Not finished: “${type}” is no kind of step.`
      : "Not finished: it does not say what kind of step it is.",
  tidy: "Tidy up: let the steps be placed automatically",
  search: "Search (Ctrl+K)",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  fitView: "Show the whole flow",
  overview: "Overview of the flow",
  controls: "View of the canvas",
  collapseAll: "Fold all sections",
  expandAll: "Unfold all sections",
  start: "Start",
  tested: "Tested",
  untested: "Not tested",
  here: "Here now",
  passed: "Passed",
  changes: { added: "Added", removed: "Removed", changed: "Changed", renamed: "Renamed" },
  traffic: (entered: number, share: number) => `${entered} calls · ${Math.round(share * 100)} %`,
  hangUps: (count: number) => `${count} hung up here`,
  leadHere: (count: number) => `${steps(count)} lead here`,
  menuOf: (title: string) => `More about “${title}”`,
  exitOpen: (label: string) => `${label}: leads nowhere yet. Choose a step or add one`,
  exitSet: (label: string, to: string) => `${label}: leads to “${to}”. Choose another step or add one`,
  exitBroken: (label: string) => `${label}: leads to a step that does not exist. Choose another`,
  goTo: (label: string, to: string) => `${label}: go to “${to}”`,
  stepLabel: (title: string, type: string, errors: number, warnings: number) =>
    [title, type, errors ? errorCount(errors) : "", warnings ? warningCount(warnings) : ""]
      .filter(Boolean)
      .join(", "),
  problems: (errors: number, warnings: number) =>
    [errors ? errorCount(errors) : "", warnings ? warningCount(warnings) : ""].filter(Boolean).join(", "),
  section: (name: string, count: number) => `${name} · ${steps(count)}`,
  collapse: (name: string) => `Fold the section “${name}”`,
  expand: (name: string) => `Unfold the section “${name}”`,
  menu: {
    open: "Open its form",
    copy: "Copy",
    duplicate: "Duplicate",
    remove: "Delete",
    makeStart: "Let the conversation start here",
    rename: "Rename",
    exit: (label: string) => `Way out “${label}” …`,
  },
  picker: {
    title: (label: string) => `Where should “${label}” lead?`,
    placeholder: "Type a few letters",
    newStep: "Add a new step",
    existing: "Lead to a step of this flow",
    here: "It leads there now",
    nowhere: "Nowhere",
    nowhereDetail: "Leave this way out open",
    none: "Nothing fits these letters.",
    results: (count: number) => (count === 1 ? "1 result" : `${count} results`),
  },
  done: {
    removed: (count: number) => `Deleted ${steps(count)}`,
    copied: (count: number) => `Copied ${steps(count)}. Paste them in any flow.`,
    pasted: (count: number) => `Pasted ${steps(count)}`,
    useKeys: "Your browser lets only the keys copy here: press Ctrl+C.",
    notSteps: "What is in the clipboard are not steps of a flow.",
  },
  edits: {
    added: (type: string) => `Added a step “${type}”`,
    connected: (label: string, step: string, to: string) => `Led “${label}” of “${step}” to “${to}”`,
    disconnected: (label: string, step: string) => `Let “${label}” of “${step}” lead nowhere`,
    removedOne: (title: string) => `Deleted “${title}”`,
    removed: (count: number) => `Deleted ${steps(count)}`,
    duplicated: (count: number) => `Duplicated ${steps(count)}`,
    pasted: (count: number) => `Pasted ${steps(count)}`,
    renamed: (from: string, to: string) => `Renamed “${from}” to “${to}”`,
    moved: (name: string) => `Moved “${name}” in the order`,
    started: (title: string) => `Let the conversation start at “${title}”`,
    repaired: (label: string) => `Mended: ${label}`,
  },
};

export const outline = {
  label: "Outline of the flow",
  order: "Order",
  byConversation: "As a conversation goes",
  asWritten: "As written",
  orderIsTold: "Here the steps follow the conversation. Choose “As written” to change their order.",
  unreached: "Not reached",
  help: "Arrow keys move, Enter opens the form, F2 renames, A adds a step after it, Delete deletes, Alt+↑ and Alt+↓ change the order, Ctrl+C and Ctrl+V copy and paste, → shows the ways out, Enter on one of them chooses where it leads, G goes there, and the Menu key shows all that can be done.",
  keys: "Keys",
  open: "nowhere yet",
  optional: "not set",
  leads: (label: string, to: string) => `${label}: ${to}`,
  menuOf: (title: string) => `What can be done with “${title}”`,
  renameTitle: "Rename the step",
  renameLabel: "Name",
  renameHelp:
    "Small letters, digits and underscores, such as ask_the_day. Everything that leads to the step follows.",
  nameTaken: "Another step has this name.",
  nameWrong: "A name has only small letters, digits and underscores, and begins with a letter.",
  rename: "Rename",
};

export const search = {
  title: "Search the flow",
  placeholder: "Words that are said, or a name",
  none: "Nothing in this flow has these words.",
  groups: { step: "Steps", slot: "Questions and slots", handler: "Said at any time", other: "Elsewhere" },
};

export const problems = {
  label: "Problems",
  none: "No problems",
  noneDetail: "Everything that can be checked without a call is in order.",
  summary: (errors: number, warnings: number, hints: number) =>
    [
      errors ? errorCount(errors) : "",
      warnings ? warningCount(warnings) : "",
      hints ? (hints === 1 ? "1 hint" : `${hints} hints`) : "",
    ]
      .filter(Boolean)
      .join(", "),
  levels: { error: "Error", warning: "Warning", hint: "Hint" },
  consequences: (count: number) =>
    count === 1 ? "1 more follows from this" : `${count} more follow from this`,
  where: (place: string) => `in “${place}”`,
  stale: "The flow is being checked again…",
};

function errorCount(count: number): string {
  return count === 1 ? "1 error" : `${count} errors`;
}

function warningCount(count: number): string {
  return count === 1 ? "1 warning" : `${count} warnings`;
}
