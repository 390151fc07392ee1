import type { SessionEntry } from "../../api/access";
import { ask } from "../../api/client";
import { sentence, useAnswer, type Answer } from "../../calls/useAnswer";
import { tell } from "../../ui/Toasts";

interface SessionList extends Answer<readonly SessionEntry[]> {
  /** End one of them, or all that this address ends; `done`: what is told then. */
  end: (session: SessionEntry | null, done: string) => void;
}

/** Where somebody is signed in; `path`: their sessions. */
export function useSessions(path: string): SessionList {
  const sessions = useAnswer<readonly SessionEntry[]>(path);
  const end = (session: SessionEntry | null, done: string) => {
    ask("DELETE", session ? `${path}/${session.id}` : path).then(
      () => {
        tell(done, "good");
        sessions.again();
      },
      (why: unknown) => tell(sentence(why), "bad"),
    );
  };
  return { ...sessions, end };
}
