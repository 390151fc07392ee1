"""Which of a vendor's voices speaks which language. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from telephony.errors import SpeechUnavailable


@dataclass(frozen=True, slots=True)
class VoiceIds:
    """A vendor's voices by language."""

    default: str
    """For languages that have none of their own."""
    by_language: Mapping[str, str]
    """ISO 639-1 to the vendor's id."""

    @classmethod
    def parse(cls, written: str, *, setting: str) -> "VoiceIds":
        """One id, or `en=ID,hi=ID`; the first is the default. Raises `SpeechUnavailable`, naming the setting."""
        if "=" not in written:
            if not written.strip():
                raise SpeechUnavailable(f"{setting} names no voice.", fault="model")
            return cls(written.strip(), {})
        by_language: dict[str, str] = {}
        for part in written.split(","):
            language, _, voice = (each.strip() for each in part.partition("="))
            if not language or not voice:
                raise SpeechUnavailable(f"{setting} cannot be read: write a voice's id, or en=ID,hi=ID.", fault="model")
            by_language[language.partition("-")[0].lower()] = voice
        return cls(next(iter(by_language.values())), by_language)

    def of(self, language: str) -> str:
        """The voice for a language, BCP 47."""
        return self.by_language.get(language.partition("-")[0].lower(), self.default)

    @property
    def name(self) -> str:
        """All of them, for the name under which speech is kept."""
        listed = ",".join(f"{language}={voice}" for language, voice in self.by_language.items())
        return listed or self.default
