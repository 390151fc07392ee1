import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import { setAt } from "../../doc/ops";
import { scheduling } from "../../doc/testing/flows";
import { useDocument } from "../../store/document";
import { useConversation } from "./conversation";
import { SaveTest } from "./SaveTest";

const asTest = {
  name: "",
  script: [{ bot: "Hello" }, { caller: "book" }, { expect: { purpose: "book" } }, { bot: "Which day?" }],
  result: "booked",
  visited: ["goodbye"],
};
const kept = () => useDocument.getState().document?.tests;

beforeEach(() => {
  useDocument.getState().load(setAt(scheduling, ["tests"], undefined));
  useConversation.setState({
    from: "",
    asking: false,
    refusal: null,
    played: { turns: [], asTest, lines: [] },
  });
  render(<SaveTest onClose={() => undefined} />);
});
afterEach(cleanup);

const save = async () => {
  await userEvent.type(screen.getByRole("textbox", { name: "What must keep working" }), "Somebody books");
  await userEvent.click(screen.getByRole("button", { name: "Save the test" }));
};

test("a test checks what is known, how the call ends and at which step, but no sentences", async () => {
  await save();
  expect(kept()).toEqual([
    {
      ...asTest,
      name: "Somebody books",
      script: [{ caller: "book" }, { expect: { purpose: "book" } }],
    },
  ]);
});

test("it checks every sentence for who wants that", async () => {
  await userEvent.click(screen.getByRole("checkbox", { name: "Also check every sentence that was said" }));
  await save();
  expect(kept()).toEqual([{ ...asTest, name: "Somebody books" }]);
});
