const names = new Intl.DisplayNames(["en"], { type: "language" });

/** `Hindi`; the code itself when it is none. */
export function languageName(code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

/** Languages that a flow is likely to be in; any other can be typed by its code. */
export const LIKELY = [
  "en",
  "hi",
  "bn",
  "ta",
  "te",
  "mr",
  "gu",
  "kn",
  "ml",
  "pa",
  "ur",
  "es",
  "fr",
  "de",
  "ar",
  "pt",
];
