/** All words, as `strings.area`. A page brings the areas that it names so, and no others: write `strings.calls`, and never
 * take areas out of `strings` by a pattern, which needs them all.
 */
export * as strings from "./areas";
