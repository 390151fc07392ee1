"""Whether the caller can still be understood, and we be heard; and whether the conversation knows. Pure."""

from dataclasses import dataclass


@dataclass(slots=True)
class Faculties:
    """What of hearing and speaking is left."""

    deaf: str = ""
    """Why nobody recognises the caller any more."""
    deafness_told: bool = False
    mute: bool = False
    """The conversation was told that we have no voice, and no sentence got sound since."""

    @property
    def newly_deaf(self) -> bool:
        """Nobody recognises the caller, and the conversation was not told."""
        return bool(self.deaf) and not self.deafness_told

    def lost(self, *, voice: bool) -> tuple[str, bool]:
        """What to tell the conversation, and whether that is hopeless: it was told before, and its words were not
        heard. `voice`: it is our voice that failed.
        """
        why = "nobody speaks for us: the voice failed" if voice else f"nobody recognises the caller: {self.deaf}"
        if voice and self.mute:
            return f"{why} again", True
        self.mute, self.deafness_told = voice, self.deafness_told or not voice
        return why, False
