import { useState } from "react";
import type { Replay, ReplayGroup } from "../../api/types";
import { strings } from "../../strings";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { GroupCalls } from "./GroupCalls";
import { sentence } from "./groups";

const text = strings.replays;

/** Calls with the same difference, in a sentence; opened, the calls. */
export function Group({
  replay,
  group,
  titled,
}: {
  replay: Replay;
  group: ReplayGroup;
  titled: (step: string) => string;
}) {
  const [open, setOpen] = useState(false);
  const said = sentence(group, titled);
  return (
    <li className="replays-group">
      <div className="row">
        <span className="replays-sentence">{said}</span>
        {group.certainty !== "sure" && <Badge kind="warn">{text.why[group.certainty]}</Badge>}
        <Button
          aria-expanded={open}
          aria-label={`${open ? text.hide : text.show}: ${said}`}
          onClick={() => setOpen(!open)}
        >
          {open ? text.hide : text.show}
        </Button>
      </div>
      {open && <GroupCalls replay={replay} group={group} titled={titled} />}
    </li>
  );
}
