import { afterEach, expect, test, vi } from "vitest";
import { openMicrophone } from "./lineNode";

afterEach(() => vi.unstubAllGlobals());

test("a browser without microphones is not taken for a page that came by an unsafe way", async () => {
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("isSecureContext", true);
  expect(await openMicrophone()).toEqual(["unable", null]);
  vi.stubGlobal("isSecureContext", false);
  expect(await openMicrophone()).toEqual(["insecure", null]);
});
