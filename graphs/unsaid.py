"""Acts that are held back: a turn is run for what it comes to, and the caller is not to hear of it."""

from graphs.acts import Act, Say, Sink, Stands, Trace


class Unsaid:
    """A sink that passes on only notes, and that something cannot be undone."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._held: list[Act] = []

    def __call__(self, act: Act) -> None:
        """Keep an act."""
        if isinstance(act, Trace | Stands):
            self._sink(act)
        else:
            self._held.append(act)

    def leave(self, *, waiting: bool) -> dict[str, str]:
        """Let go what cannot be kept back, and return the sentences that were not said, as cut off before their first
        word. What must be heard is said; a turn after which nobody is listened to is heard whole.
        """
        held, self._held = self._held, []
        unsaid: dict[str, str] = {}
        for act in held:
            if waiting and isinstance(act, Say) and (act.interruptible or act.filler):
                unsaid[act.id] = ""
            elif isinstance(act, Say) or not waiting:
                self._sink(act)
        return unsaid
