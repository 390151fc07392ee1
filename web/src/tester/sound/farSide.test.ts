import { describe, expect, it } from "vitest";
import { FarSide, fromBase64, toBase64 } from "./farSide";
import { Framing } from "./framing";

const far = () => new FarSide({ streamId: "MZ1", callId: "CA1", parameters: { token: "t" } });

describe("the telephone's side of a media stream", () => {
  it("counts its messages, its pieces of sound and their time", () => {
    const side = far();
    side.start();
    side.media(new Uint8Array(160));
    const second = JSON.parse(side.media(new Uint8Array(160))) as unknown;
    expect(second).toMatchObject({
      event: "media",
      sequenceNumber: "3",
      streamSid: "MZ1",
      media: { track: "inbound", chunk: "2", timestamp: "20" },
    });
  });
  it("says at its start which call it is, with the parameters it was given", () => {
    expect(JSON.parse(far().start())).toMatchObject({
      event: "start",
      start: { callSid: "CA1", customParameters: { token: "t" }, mediaFormat: { encoding: "audio/x-mulaw" } },
    });
  });
  it("takes sound, marks and clear of its own stream, and nothing else", () => {
    const side = far();
    const told = (message: object) => side.receive(JSON.stringify({ streamSid: "MZ1", ...message }));
    expect(told({ event: "media", media: { payload: "AQI=" } })).toEqual({
      do: "play",
      audio: Uint8Array.of(1, 2),
    });
    expect(told({ event: "mark", mark: { name: "m" } })).toEqual({ do: "mark", name: "m" });
    expect(told({ event: "clear" })).toEqual({ do: "clear" });
    expect(told({ event: "clear", streamSid: "MZ2" })).toBeNull();
    expect(told({ event: "media", media: { payload: "*" } })).toBeNull();
    expect(side.receive("{")).toBeNull();
    expect(side.receive("null")).toBeNull();
    expect(side.receive(new ArrayBuffer(2))).toBeNull();
  });
  it("writes every byte so that it comes back", () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect(fromBase64(toBase64(all))).toEqual(all);
  });
  it("makes frames of 20 ms of pieces of any length", () => {
    const framing = new Framing();
    expect(framing.add(new Uint8Array(100))).toEqual([]);
    expect(framing.add(new Uint8Array(250)).map((frame) => frame.length)).toEqual([160, 160]);
    expect(framing.add(new Uint8Array(130)).map((frame) => frame.length)).toEqual([160]);
  });
});
