import type { PersonEntry, SessionEntry } from "../../api/access";
import { ask } from "../../api/client";
import { sentence, useAnswer } from "../../calls/useAnswer";
import { Wrong } from "../../calls/Wrong";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { tell } from "../../ui/Toasts";
import { Sessions } from "../access/Sessions";

const words = strings.people;

/** Where somebody is signed in; each can be ended. */
export function PersonSessions({ person, onClose }: { person: PersonEntry; onClose: () => void }) {
  const path = `/api/people/${person.id}/sessions`;
  const { answer, error, again } = useAnswer<SessionEntry[]>(path);
  const end = (what: string, done: string) => {
    ask("DELETE", what).then(
      () => {
        tell(done, "good");
        again();
      },
      (why: unknown) => tell(sentence(why), "bad"),
    );
  };
  return (
    <Dialog open wide title={words.sessionsTitle(person.name)} onClose={onClose}>
      {error && <Wrong error={error} again={again} />}
      {answer && (
        <Sessions sessions={answer} onEnd={({ id }) => end(`${path}/${id}`, strings.access.account.ended)} />
      )}
      {answer && answer.length > 0 && (
        <p>
          <Button kind="danger" onClick={() => end(path, words.allEnded(person.name))}>
            {words.endAll}
          </Button>
        </p>
      )}
    </Dialog>
  );
}
