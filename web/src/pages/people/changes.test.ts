import { expect, test } from "vitest";
import { changesOf } from "./changes";

const asha = { name: "Asha", role: "edit", disabled: false } as const;

test("nothing is sent of what stays", () => {
  expect(changesOf(asha, { ...asha, name: " Asha " })).toEqual({});
  expect(changesOf(asha, { ...asha, name: " " })).toEqual({});
  expect(changesOf(asha, { ...asha, role: "publish" })).toEqual({ role: "publish" });
  expect(changesOf({ ...asha, disabled: true }, { ...asha, name: "Asha Rao" })).toEqual({
    name: "Asha Rao",
    disabled: false,
  });
});
