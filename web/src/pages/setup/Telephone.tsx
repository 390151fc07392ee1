import { useState } from "react";
import { ask } from "../../api/client";
import type { Setup, Standing } from "../../api/setup";
import { sentence } from "../../calls/useAnswer";
import { useWhyNot } from "../../store/me";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";

const words = strings.setup;

/** What the telephone needs. */
export function Telephone({ setup }: { setup: Setup }) {
  const [told, setTold] = useState("");
  const why = useWhyNot("administer");
  const look = () => {
    ask<Standing>("POST", "/api/setup/telephone", {}).then(
      (standing) => setTold(standing.works ? words.leadsHere(standing.spec) : standing.why),
      (why: unknown) => setTold(sentence(why)),
    );
  };
  return (
    <section aria-labelledby="setup-telephone">
      <div className="row spread">
        <h2 id="setup-telephone">{words.telephone}</h2>
        <Button why={why} onClick={look}>
          {words.look}
        </Button>
      </div>
      <p role="status">{told}</p>
      <h3>{words.people}</h3>
      <p>{setup.transfers.length ? setup.transfers.join(", ") : words.nobody(setup.tenant)}</p>
      <h3>{words.record}</h3>
      <p>
        {words.records[setup.record](setup.tenant)}{" "}
        {setup.record === "none" ? "" : words.keptDays(setup.recordings_days)}
      </p>
    </section>
  );
}
