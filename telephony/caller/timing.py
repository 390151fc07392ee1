"""When a simulated caller does what: like people, it waits until the other has finished. Pure: time is an argument."""

from collections import deque
from typing import Literal

from telephony.caller.plan import Action, CallPlan

Turn = Literal["agent_speaking", "agent_quiet"]


class Timing:
    """Follows when the agent speaks, and gives out the actions of a script in their moments. Times are milliseconds."""

    def __init__(self, plan: CallPlan) -> None:
        self._script = deque(plan.script)
        self._quiet_ms = round(plan.quiet_s * 1000)
        self._patience_ms = round(plan.patience_s * 1000)
        self._barge_in_ms = None if plan.barge_in_s is None else round(plan.barge_in_s * 1000)
        self._playing = False
        self._speaking_since: int | None = None
        """Since when the agent speaks, with pauses shorter than `quiet`."""
        self._last_sound_ms = 0
        self._spoke_since_action = False
        self._answer_began_ms = 0
        self._busy_until_ms = 0
        self.done = 0
        """How many actions were given out."""

    def hear(self, now_ms: int, *, playing: bool) -> Turn | None:
        """Whether the agent's sound is being played now. Says when it begins to speak and when it has stopped."""
        turn: Turn | None = None
        if playing and not self._playing:
            if not self._spoke_since_action:
                self._answer_began_ms = now_ms
            self._spoke_since_action = True
            if self._speaking_since is None:
                self._speaking_since = now_ms
                turn = "agent_speaking"
        if playing:
            self._last_sound_ms = now_ms
        elif self._speaking_since is not None and now_ms - self._last_sound_ms >= self._quiet_ms:
            self._speaking_since = None
            turn = "agent_quiet"
        self._playing = playing
        return turn

    def next(self, now_ms: int) -> Action | None:
        """The action whose moment has come."""
        if not self._script or now_ms < self._busy_until_ms or not self._moment(now_ms):
            return None
        self._spoke_since_action = False
        self._busy_until_ms = now_ms
        self.done += 1
        return self._script.popleft()

    def busy(self, until_ms: int) -> None:
        """The action takes until then."""
        self._busy_until_ms = until_ms

    def reconnected(self, now_ms: int) -> None:
        """The sound of the old socket is gone, and the agent owes a word."""
        self._playing = False
        self._speaking_since = None
        self._spoke_since_action = False
        self._busy_until_ms = max(self._busy_until_ms, now_ms)

    def _moment(self, now_ms: int) -> bool:
        if self._playing:
            barge_in = self._barge_in_ms
            return barge_in is not None and self._spoke_since_action and now_ms - self._answer_began_ms >= barge_in
        if self._spoke_since_action and now_ms - self._last_sound_ms >= self._quiet_ms:
            return True
        return now_ms - max(self._last_sound_ms, self._busy_until_ms) >= self._patience_ms
