/** Reading maps by names that people chose: `constructor` is a name like any other, and what is not there is not there. */

/** What a map itself holds under a name; undefined when it holds nothing there, or is no map. */
export function own<Value>(
  map: Readonly<Record<string, Value>> | null | undefined,
  name: string,
): Value | undefined {
  return has(map, name) ? map?.[name] : undefined;
}

/** Whether a map itself has a name. */
export function has(map: unknown, name: string): boolean {
  return typeof map === "object" && map !== null && Object.hasOwn(map, name);
}
