"""What a call was told of the running utterance, and what of another recogniser's results is news to it. Pure.

When somebody else takes over in the middle of an utterance he begins it anew: his first words were shown already, and
perhaps the call holds them for finished. Until he says more than the call knows, he is not passed on.
"""

import unicodedata
from collections.abc import Sequence

from telephony.asr.port import Eager, Final, Partial, Result, Resumed

UNVOUCHED = 0.5
"""Confidence of words that a recogniser showed and had no time to settle."""


class Told:
    """One call's view of its recogniser."""

    def __init__(self) -> None:
        self.shown = ""
        """Words of the running utterance."""
        self._eager = False
        """They are held for finished, and that was not taken back."""
        self._quiet = False
        """No voice has begun since."""
        self._anew = False
        """Somebody has taken over and has not said yet what the call does not know."""

    def taken_over(self) -> None:
        """From now on the results are somebody else's, who hears the running utterance anew."""
        self._anew = True

    def voice_began(self) -> None:
        """The caller speaks."""
        self._quiet = False

    def forget(self) -> None:
        """The words were taken for a turn, or given up."""
        self.shown = ""
        self._eager = self._quiet = self._anew = False

    def settle(self) -> Final | None:
        """The words that were shown, made certain because nobody can hear them again."""
        words = self.shown.strip()
        self.forget()
        return Final(words, UNVOUCHED) if words else None

    def news(self, result: Result) -> Sequence[Result]:
        """The result as the call has to hear it: as it is, or not at all, or after an `Eager` was taken back."""
        passed = self._unknown(result) if self._anew else (result,)
        for each in passed:
            self._note(each)
        return passed

    def _unknown(self, result: Result) -> Sequence[Result]:
        match result:
            case Partial(text):
                known = _words(self.shown)
                if _words(text) == known[: len(_words(text))]:
                    return ()
                return self._instead(result)
            case Eager(text):
                if self._eager and self._quiet and len(_words(text)) <= len(_words(self.shown)):
                    return ()
                return self._instead(result)
            case Resumed():
                return (result,) if self._eager and not self._quiet else ()
            case _:
                return (result,)

    def _instead(self, result: Result) -> Sequence[Result]:
        return (Resumed(), result) if self._eager else (result,)

    def _note(self, result: Result) -> None:
        match result:
            case Partial(text):
                self.shown, self._eager, self._anew = text, False, False
            case Eager(text):
                self.shown, self._eager, self._quiet, self._anew = text, True, True, False
            case Resumed():
                self._eager = False
            case Final():
                self.forget()


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", text).casefold()
    # Vowel signs of Indian scripts are marks, and as good as letters.
    kept = "".join(sign if unicodedata.category(sign)[0] in "LMN" or sign in " \t\n" else "" for sign in plain)
    return kept.split()
