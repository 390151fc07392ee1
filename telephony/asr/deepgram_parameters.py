"""What Deepgram is asked for, from how a call is to be listened to. Pure.

Sources: https://developers.deepgram.com/docs/live-streaming-audio for Nova, /docs/flux/configuration for Flux,
/docs/keyterm, /docs/numerals and /docs/models-languages-overview for what goes with which model and language.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from telephony.asr.port import Listening
from telephony.audio.resample import TELEPHONE_HZ

Value = str | int | float | bool | Sequence[str]

MOST_TERMS = 50
MOST_TOKENS = 400
"""Of all terms together; Deepgram takes 500, and counts in a way of its own."""
ENDPOINTING_MS = 300
ENDPOINTING_MIXED_MS = 100
"""What Deepgram advises where languages are mixed."""

_NOVA_3_MIXED = frozenset({"en", "es", "fr", "de", "hi", "ru", "pt", "ja", "it", "nl"})
_MIXED: Mapping[str, frozenset[str]] = {
    "nova-3": _NOVA_3_MIXED,
    "nova-3-general": _NOVA_3_MIXED,
    "nova-2": frozenset({"en", "es"}),
    "nova-2-general": frozenset({"en", "es"}),
}
"""The languages that `multi` covers, by model."""
_FLUX_MULTI = _NOVA_3_MIXED
_PRICED_APART = frozenset({"nova-3", "nova-3-general"})
_REGIONAL = frozenset({"en-US", "en-GB", "en-AU", "en-IN", "en-NZ", "es-419", "fr-CA", "pt-BR", "pt-PT"})
_NUMERALS = frozenset({"da", "de", "en", "es", "fr", "he", "it", "nl", "no", "pl", "pt", "ro", "ru", "sv"})
_ALIASES = {"": "nova-3", "nova": "nova-3"}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How sure Flux must be."""

    end: float = 0.7
    """That the caller has finished: the turn is over."""
    eager: float = 0.5
    """That they may have: their words can be worked on."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One stream: where it is opened, and with which parameters."""

    version: str
    """`v1` serves Nova and those before it, `v2` serves Flux."""
    model: str
    fixed: Mapping[str, Value]
    """Parameters that a running stream keeps."""
    language: str = ""
    """What the stream knows: one language, or `multi`; empty where the model says it."""
    covers: frozenset[str] = frozenset()
    """The same as ISO 639-1."""
    terms: tuple[str, ...] = ()
    hints: tuple[str, ...] = field(default=())
    """Languages that are more likely than others."""

    @property
    def billed_as(self) -> str:
        """The model by the name of its price: Nova-3 has another where it hears several languages."""
        several = self.language == "multi" and self.model in _PRICED_APART
        return "nova-3-multilingual" if several else self.model

    @property
    def parameters(self) -> dict[str, Value]:
        """All of them, by name."""
        words = "keywords" if self.version == "v1" and not takes_keyterms(self.model) else "keyterm"
        changing: dict[str, Value] = {words: list(self.terms), "language_hint": list(self.hints)}
        return {**self.fixed, **{name: value for name, value in changing.items() if value}}

    @property
    def path(self) -> str:
        """Path and query of the stream."""
        written = {name: _written(value) for name, value in self.parameters.items()}
        return f"/{self.version}/listen?{urlencode(written, doseq=True, quote_via=quote)}"


def _written(value: Value) -> Value:
    return str(value).lower() if isinstance(value, bool) else value


def full_model(model: str) -> str:
    """The model as Deepgram calls it; `flux` stays, since the call's languages decide which one that is."""
    return _ALIASES.get(model, model)


def is_flux(model: str) -> bool:
    """Served by the second version of the protocol."""
    return model == "flux" or model.startswith("flux-")


def takes_keyterms(model: str) -> bool:
    """Whether it knows `keyterm`, and lets it be changed while it listens."""
    return is_flux(model) or model.startswith("nova-3")


def plan(model: str, listening: Listening, thresholds: Thresholds) -> Plan:
    """The stream for one call."""
    return _flux(model, listening, thresholds) if is_flux(model) else _nova(model, listening)


def serves(running: Plan, wanted: Plan) -> bool:
    """The running stream can go on: it is of the same model, and knows all that is wanted."""
    return running.model == wanted.model and (running.language == wanted.language or wanted.covers <= running.covers)


def _nova(model: str, listening: Listening) -> Plan:
    languages, mixed = listening.languages, _MIXED.get(model, frozenset())
    # A third language that cannot be mixed does not keep the two that can from being heard together.
    several = languages[0] in mixed and len(mixed.intersection(languages)) > 1
    language = "multi" if several else _spoken(listening.language)
    covers = mixed if several else frozenset({languages[0]})
    fixed: dict[str, Value] = {
        "model": model,
        "language": language,
        **_SOUND,
        "channels": 1,
        "interim_results": True,
        "endpointing": ENDPOINTING_MIXED_MS if several else ENDPOINTING_MS,
        "utterance_end_ms": 1000,
        "vad_events": True,
        "smart_format": True,
    }
    if several or languages[0] in _NUMERALS:
        fixed["numerals"] = True
    words = terms(listening.hints)
    if not takes_keyterms(model):
        words = tuple(dict.fromkeys(term.replace(":", " ") for term in words))  # a colon would begin a weight
    return Plan("v1", model, fixed, language, covers, words)


def _flux(model: str, listening: Listening, thresholds: Thresholds) -> Plan:
    languages = listening.languages
    if model == "flux":
        model = "flux-general-en" if languages == ("en",) else "flux-general-multi"
    fixed: dict[str, Value] = {
        "model": model,
        **_SOUND,
        "eot_threshold": thresholds.end,
        "eager_eot_threshold": thresholds.eager,
    }
    mixed = model.endswith("-multi")
    covers = _FLUX_MULTI if mixed else frozenset({"en"})
    hints = tuple(language for language in languages if language in _FLUX_MULTI) if mixed else ()
    return Plan("v2", model, fixed, "", covers, terms(listening.hints), hints)


_SOUND: Mapping[str, Value] = {"encoding": "mulaw", "sample_rate": TELEPHONE_HZ}


def _spoken(language: str) -> str:
    base, _, region = language.partition("-")
    full = f"{base.lower()}-{region.upper()}"
    return full if full in _REGIONAL else base.lower()


def terms(hints: Iterable[str]) -> tuple[str, ...]:
    """The hints that fit, in order: each once, `MOST_TERMS` of them, about `MOST_TOKENS` tokens in all."""
    kept: dict[str, str] = {}
    tokens = 0
    for hint in hints:
        term = " ".join(hint.split())
        if not term or term.casefold() in kept:
            continue
        tokens += math.ceil(len(term.encode()) / 3)  # four letters a token in English, one or two in Devanagari
        if tokens > MOST_TOKENS or len(kept) == MOST_TERMS:
            break
        kept[term.casefold()] = term
    return tuple(kept.values())


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where Deepgram is reached, without a slash at the end."""

    web: str
    socket: str


def addresses(url: str) -> Addresses:
    """From the setting: http, https, ws or wss, with or without a slash or a version at its end."""
    parts = urlsplit(url.strip())
    path = parts.path.rstrip("/")
    for end in ("/listen", "/v1", "/v2"):
        path = path.removesuffix(end)
    secure = "s" if parts.scheme in {"https", "wss"} else ""
    web, socket = (urlunsplit((scheme + secure, parts.netloc, path, "", "")) for scheme in ("http", "ws"))
    return Addresses(web, socket)
