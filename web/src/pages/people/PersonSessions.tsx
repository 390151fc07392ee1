import type { PersonEntry } from "../../api/access";
import { Wrong } from "../../calls/Wrong";
import { strings } from "../../strings";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Sessions } from "../access/Sessions";
import { useSessions } from "../access/useSessions";

const words = strings.people;

/** Where somebody is signed in; each can be ended. */
export function PersonSessions({ person, onClose }: { person: PersonEntry; onClose: () => void }) {
  const { answer, error, again, end } = useSessions(`/api/people/${person.id}/sessions`);
  return (
    <Dialog open wide title={words.sessionsTitle(person.name)} onClose={onClose}>
      {error && <Wrong error={error} again={again} />}
      {answer && (
        <Sessions sessions={answer} onEnd={(session) => end(session, strings.access.account.ended)} />
      )}
      {answer && answer.length > 0 && (
        <p>
          <Button kind="danger" onClick={() => end(null, words.allEnded(person.name))}>
            {words.endAll}
          </Button>
        </p>
      )}
    </Dialog>
  );
}
