"""Timelines of calls as the call machine and the flow write them, told like a story."""

from telephony.call.timeline import Entry


class Story:
    """A call's timeline in the making: everything happens at `at_ms`."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.at_ms = 0
        self._turn = 0
        self._says = 0

    def at(self, at_ms: int) -> "Story":
        """It is later now."""
        self.at_ms = at_ms
        return self

    def note(self, event: str, **fields: object) -> "Story":
        """Any event."""
        self.entries.append(Entry(len(self.entries), self.at_ms, event, fields))
        return self

    def step(self, name: str, kind: str = "ask") -> "Story":
        """The conversation comes to a step."""
        return self.note("step", step=name, type=kind)

    def exit(self, step: str, way: str, to: str) -> "Story":
        """It leaves one."""
        return self.note("exit", step=step, exit=way, to=to)

    def says(self, text: str) -> "Story":
        """The agent says something."""
        self._says += 1
        return self.note("say", utterance=self.utterance, turn=self._turn, pii_text=text)

    @property
    def utterance(self) -> str:
        """The sentence that was said last."""
        return f"t{self._turn}.{self._says}"

    def heard(self, utterance: str = "") -> "Story":
        """It was heard to its end."""
        return self.note("heard", utterance=utterance or self.utterance)

    def cut(self, heard: str, utterance: str = "") -> "Story":
        """It was cut off."""
        return self.note("cut", utterance=utterance or self.utterance, pii_heard=heard, heard_ms=100)

    def turn(self, text: str = "", *, keys: str = "", happened: str = "", waited_ms: int = 500) -> "Story":
        """The caller has said or pressed something, or nothing, or something happened outside."""
        self._turn, self._says = self._turn + 1, 0
        said = {"pii_text": text, "pii_keys": keys, "silence": not (text or keys or happened), "happened": happened}
        return self.note("turn", turn=self._turn, waited_ms=waited_ms, on_trial=False, **said)

    def times(self, *, started: float = 500.0, **stages: float) -> "Story":
        """The turn's stopwatch."""
        return self.note("turn_times", turn=self._turn, kind="words", since_ms=0, started=started, **stages)

    def takes_back(self) -> "Story":
        """The caller goes on: the last turn never was."""
        self.note("continued", turn=self._turn)
        return self

    def ended(self, by: str, result: str = "") -> "Story":
        """The stream is over."""
        self.note("ended", by=by, result=result, why=by)
        self._turn, self._says = 0, 0
        return self
