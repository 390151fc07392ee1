/** A stream of JSON lines, read as it comes. */

/** Text in pieces of any length becomes whole lines, without empty ones. */
export class Lines {
  #held = "";

  /** The lines that this piece completes. */
  add(piece: string): string[] {
    const parts = (this.#held + piece).split("\n");
    this.#held = parts.pop() ?? "";
    return parts.filter((line) => line.trim());
  }
}

/** Each line of an answer, as it comes, until it ends. A line that was broken off is none. */
export async function* jsonLines(body: ReadableStream<Uint8Array>): AsyncGenerator {
  const lines = new Lines();
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read())
      for (const line of lines.add(decoder.decode(read.value, { stream: true })))
        yield JSON.parse(line) as unknown;
  } finally {
    await reader.cancel();
  }
}
