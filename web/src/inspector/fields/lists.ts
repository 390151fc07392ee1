/** Changes of lists. */

export function swapped<Item>(items: readonly Item[], index: number, by: number): Item[] {
  const moved = [...items];
  const [item] = moved.splice(index, 1);
  if (item !== undefined) moved.splice(Math.max(0, index + by), 0, item);
  return moved;
}

export function removedAt<Item>(items: readonly Item[], index: number): Item[] {
  return items.filter((_, other) => other !== index);
}

export function replacedAt<Item>(items: readonly Item[], index: number, item: Item): Item[] {
  return items.map((each, other) => (other === index ? item : each));
}

/** What is pasted or typed as words: one a line, or separated by commas; none twice, none that is there already. */
export function newPhrases(text: string, have: readonly string[]): string[] {
  const parts = text
    .split(text.includes("\n") ? /\n/ : /[,;]/)
    .map((part) => part.trim().replace(/^["“]|["”]$/g, ""))
    .filter(Boolean);
  const lower = new Set(have.map((each) => each.toLowerCase()));
  return parts.filter((part) => {
    const key = part.toLowerCase();
    if (lower.has(key)) return false;
    lower.add(key);
    return true;
  });
}
