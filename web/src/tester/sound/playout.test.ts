import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlayOut } from "./playout";
import { SILENCE } from "./ulaw";

const bytes = (...all: number[]) => Uint8Array.from(all);

describe("what the far end plays", () => {
  it("is in order, with marks where they stand, and silence where there is nothing", () => {
    const line = new PlayOut(0);
    line.play(bytes(1, 2, 3));
    line.mark("a");
    line.play(bytes(4));
    line.mark("b");
    expect(line.advance(2)).toEqual({ audio: bytes(1, 2), heard: 2, marks: [] });
    expect(line.advance(3)).toEqual({ audio: bytes(3, 4, SILENCE), heard: 2, marks: ["a", "b"] });
    expect(line.queued).toBe(0);
  });
  it("gives a mark back at once when nothing is queued", () => {
    expect(new PlayOut().mark("a")).toEqual(["a"]);
  });
  it("is thrown away when it is cleared, and every mark comes back", () => {
    const line = new PlayOut(0);
    line.play(bytes(1, 2));
    line.mark("a");
    line.mark("b");
    expect(line.clear()).toEqual(["a", "b"]);
    expect(line.advance(1)).toEqual({ audio: bytes(SILENCE), heard: 0, marks: [] });
  });
  it("is begun when there is enough of it", () => {
    const line = new PlayOut(4);
    line.play(bytes(1, 2));
    expect(line.advance(2).heard).toBe(0);
    line.play(bytes(3, 4));
    expect(line.advance(2).audio).toEqual(bytes(1, 2));
  });
  it("is begun after the wait even when no more comes", () => {
    const line = new PlayOut(4);
    line.play(bytes(1));
    line.mark("a");
    line.advance(2);
    line.advance(2);
    expect(line.advance(2)).toEqual({ audio: bytes(1, SILENCE), heard: 1, marks: ["a"] });
  });
  it("loses and repeats nothing, however it is asked", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 20 })),
        fc.array(fc.integer({ min: 1, max: 30 })),
        (sent, asked) => {
          const line = new PlayOut(0);
          sent.forEach((each) => line.play(each));
          const all = sent.flatMap((each) => [...each]);
          const heard = [...asked, all.length + 1].flatMap((each) => {
            const stretch = line.advance(each);
            return [...stretch.audio.subarray(0, stretch.heard)];
          });
          expect(heard).toEqual(all);
        },
      ),
    );
  });
});
