"""What ElevenLabs tells about an account, its voices and its models. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.fakes.elevenlabs_rules import LONGEST_TEXT, Refusal

MOST_OF_A_PAGE = 100


def voice(voice_id: str) -> dict[str, Any]:
    """One voice."""
    return {"voice_id": voice_id, "name": voice_id, "category": "premade", "labels": {}}


def page(ids: Sequence[str], query: Mapping[str, str]) -> dict[str, Any]:
    """One page of `GET /v2/voices`. A page's token is the last voice of the one before it. Raises `Refusal`."""
    size = query.get("page_size", "10")
    if not size.isdecimal() or not 1 <= int(size) <= MOST_OF_A_PAGE:
        raise Refusal(422, "validation_error", f"page_size is 1 to {MOST_OF_A_PAGE}")
    wanted = query.get("search", "").lower()
    found = [each for each in ids if wanted in each.lower()]
    rest = [each for each in found if each > query.get("next_page_token", "")]
    here = rest[: int(size)]
    more = len(rest) > len(here)
    told = {"voices": [voice(each) for each in here], "has_more": more, "total_count": len(found)}
    return {**told, "next_page_token": here[-1] if more else None}


def voice_settings() -> dict[str, Any]:
    """The settings of a voice that nobody has changed."""
    return {"stability": 0.5, "similarity_boost": 0.75, "style": 0.0, "use_speaker_boost": True, "speed": 1.0}


def subscription(characters_left: int | None) -> dict[str, Any]:
    """The plan. `characters_left`: None: any number."""
    limit = 10_000 if characters_left is None else characters_left
    return {"tier": "starter", "character_count": 0, "character_limit": limit, "status": "active"}


def models() -> list[dict[str, Any]]:
    """All models that speak."""
    return [
        {
            "model_id": model,
            "name": model,
            "can_do_text_to_speech": True,
            "maximum_text_length_per_request": longest,
            "languages": [{"language_id": language, "name": language} for language in ("en", "hi", "es")],
        }
        for model, longest in LONGEST_TEXT.items()
    ]
