/** What fits the letters that somebody types. */

export interface Choice {
  id: string;
  label: string;
  detail?: string;
  /** Choices of one group stand under its name. */
  group?: string;
}

/** Choices that have every word typed; those that are called so first, whatever their group. */
export function matching<Kind extends Choice>(choices: readonly Kind[], typed: string): Kind[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const fitting = choices.filter((choice) => {
    const text = plain(`${choice.label} ${choice.id} ${choice.detail ?? ""}`);
    return words.every((word) => text.includes(word));
  });
  const [first] = words;
  if (first === undefined) return fitting;
  const whole = words.join(" ");
  const rank = new Map(fitting.map((choice) => [choice, likeness(choice, whole, first)]));
  const ranked = [...fitting].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
  const groups = [...new Set(ranked.map((choice) => choice.group))];
  return groups.flatMap((group) => ranked.filter((choice) => choice.group === group));
}

/** 0: it is called so; 1: it begins so; 2: a word of its name does; 3: it only tells of it. */
function likeness(choice: Choice, whole: string, first: string): number {
  const names = [plain(choice.label), plain(choice.id.slice(choice.id.indexOf(":") + 1))];
  if (names.includes(whole)) return 0;
  if (names.some((name) => name.startsWith(whole))) return 1;
  return names.some((name) => name.split(" ").some((word) => word.startsWith(first))) ? 2 : 3;
}

/** Letters without what a searcher leaves out: capitals, accents, underscores. */
export function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replaceAll("_", " ")
    .toLowerCase();
}
