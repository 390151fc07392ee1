/** What fits the letters that somebody types. */

export interface Choice {
  id: string;
  label: string;
  detail?: string;
  /** Choices of one group stand under its name. */
  group?: string;
}

/** Choices that have every word typed, those whose label begins so first. */
export function matching<Kind extends Choice>(choices: readonly Kind[], typed: string): Kind[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  const fitting = choices.filter((choice) => {
    const text = plain(`${choice.label} ${choice.id} ${choice.detail ?? ""}`);
    return words.every((word) => text.includes(word));
  });
  const [first] = words;
  if (first === undefined) return fitting;
  const rank = (choice: Kind) => (plain(choice.label).startsWith(first) ? 0 : 1);
  const groups = [...new Set(fitting.map((choice) => choice.group))];
  return groups.flatMap((group) =>
    fitting.filter((choice) => choice.group === group).sort((a, b) => rank(a) - rank(b)),
  );
}

/** Letters without what a searcher leaves out: capitals, accents, underscores. */
export function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replaceAll("_", " ")
    .toLowerCase();
}
