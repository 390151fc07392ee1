import { expect, it } from "vitest";
import { yaml } from "./yaml";

it("writes maps, lists and texts so that they are read back as they were", () => {
  const value = {
    name: "Books a cleaning",
    call: { caller: "+14155550137", now: "2026-03-02T09:00" },
    mocks: { find: [], book: { ref: "K7" }, times: [{ start: "a1", free: true }, [1, null]] },
    script: [{ caller: "yes" }, { silence: true }, { press: "1" }],
    on: {},
  };
  expect(yaml(value)).toBe(
    `name: Books a cleaning
call:
  caller: "+14155550137"
  now: "2026-03-02T09:00"
mocks:
  find: []
  book:
    ref: "K7"
  times:
    - start: "a1"
      free: true
    - - 1
      - null
script:
  - caller: "yes"
  - silence: true
  - press: "1"
"on": {}`,
  );
});
