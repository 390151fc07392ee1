/** Which browser a session is at, from what the browser says of itself. */

/** The first that fits: browsers name their forebears, too. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\/|Opera/, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/Chrome\/|CriOS\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];
const LONGEST = 40;

/** Browser and system; null for what is not known. Programs that are no browsers are told as they call themselves. */
export function browserName(agent: string): { browser: string; system: string | null } | null {
  const find = (known: typeof BROWSERS) => known.find(([form]) => form.test(agent))?.[1] ?? null;
  const browser = find(BROWSERS);
  if (browser) return { browser, system: find(SYSTEMS) };
  const [own] = agent.trim().split(/[\s/]/);
  return own ? { browser: own.slice(0, LONGEST), system: null } : null;
}
