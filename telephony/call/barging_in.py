"""Whether what the caller does interrupts us. Pure: it looks, and changes nothing."""

from telephony.call.answering import Answering
from telephony.call.hearing import Hearing
from telephony.call.speaking import Speaking
from telephony.call.turn_settings import TurnSettings


class BargingIn:
    """Judges by what is heard, what is being said, and what was asked."""

    def __init__(self, settings: TurnSettings, hearing: Hearing, speech: Speaking, turns: Answering) -> None:
        self._settings = settings
        self._hearing = hearing
        self._speech = speech
        self._turns = turns
        self.forbidden = False
        """Our last words are being said."""

    @property
    def meant(self) -> bool:
        """The caller says something to us, and does not merely listen."""
        unasked = self._speech.playback.unheard_ms > self._settings.backchannel_ms
        return self._hearing.means_it(self._turns.expect, unasked=unasked)

    @property
    def allowed(self) -> bool:
        """May the caller interrupt what is being said?"""
        expect = self._turns.expect
        if self.forbidden or (expect and not expect.barge_in):
            return False
        return self._speech.interruptible

    @property
    def caller_first(self) -> bool:
        """We would begin to speak, but the caller is speaking, or has spoken and is about to be answered."""
        speech = self._speech
        if speech.held or speech.exposed or speech.begun or not speech.ready or not self.allowed:
            return False
        return self._hearing.voice or self.meant

    @property
    def false_alarm_at(self) -> float:
        """Until when what held our speech may still become a word."""
        h, s = self._hearing, self._settings
        if h.voice:
            return self._speech.held_at + s.confirm_speaking
        return max(self._speech.held_at, h.quiet_since if h.unsettled else 0.0) + s.confirm
