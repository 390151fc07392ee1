/** Where to go after signing in. */

/** A page of the console; the first one for whatever would lead elsewhere. */
export function ownPath(wanted: string | null): string {
  if (!wanted?.startsWith("/") || /^\/[/\\]|^\/api\//.test(wanted)) return "/";
  if (/^\/(sign-in|first-account)\b/.test(wanted)) return "/";
  return wanted;
}

/** The address of the sign-in page, from which one comes back to where one is. */
export function signInAddress(here: string): string {
  const next = ownPath(here);
  return next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`;
}
