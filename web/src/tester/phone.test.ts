import { expect, it } from "vitest";
import { reachable } from "./phone";

it("The socket is reached by the page's own host, safely when the page is", () => {
  expect(
    reachable("ws://127.0.0.1:8080/twilio/media", { protocol: "https:", host: "voice.example.com" }),
  ).toBe("wss://voice.example.com/twilio/media");
  expect(reachable("/twilio/media?x=1", { protocol: "http:", host: "localhost:1" })).toBe(
    "ws://localhost:1/twilio/media?x=1",
  );
});
