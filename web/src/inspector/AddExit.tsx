import { Plus } from "lucide-react";
import { useState } from "react";
import { nameFrom } from "../doc/names";
import { setAt } from "../doc/ops";
import { strings } from "../strings";
import { Button } from "../ui/Button";
import { ownerOf } from "./owner";
import { edit } from "./use";

const words = strings.inspector;

/** One more way out of a step whose ways are named elsewhere: by what an action comes to, or how a flow ends. */
export function AddExit({ name }: { name: string }) {
  const [typed, setTyped] = useState("");
  return (
    <form
      className="inspector-add"
      onSubmit={(event) => {
        event.preventDefault();
        if (!typed.trim()) return;
        const key = `if_${nameFrom(typed, "result").replace(/^if_/, "")}`;
        edit(words.edits.added(typed.trim(), ownerOf(["nodes", name])), (document) =>
          setAt(document, ["nodes", name, key], ""),
        );
        setTyped("");
      }}
    >
      <input
        className="input"
        aria-label={words.otherOutcome}
        placeholder={words.otherOutcome}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button type="submit" icon={<Plus size={14} />} disabled={!typed.trim()}>
        {words.addPlain}
      </Button>
    </form>
  );
}
