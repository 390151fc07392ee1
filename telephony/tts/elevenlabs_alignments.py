"""The times of letters, as ElevenLabs tells them: in milliseconds on sockets, in seconds over HTTP. Pure.

They are a gift: what cannot be read is as if it had not come, for without it the sound is as good.
"""

from typing import Annotated, Any

from pydantic import AliasChoices, AllowInfNan, BaseModel, ConfigDict, Field, ValidationError

from telephony.tts.letters import Letter

_Time = Annotated[float, Field(ge=0.0, le=3_600_000.0), AllowInfNan(allow_inf_nan=False)]


class _InMs(BaseModel):
    chars: list[str]
    starts: Annotated[list[_Time], Field(validation_alias="charStartTimesMs")]
    # Both spellings have been seen.
    durations: Annotated[list[_Time], Field(validation_alias=AliasChoices("charDurationsMs", "charsDurationsMs"))]


class _InSeconds(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    characters: list[str]
    character_start_times_seconds: list[_Time]
    character_end_times_seconds: list[_Time]


def letters_in_ms(alignment: Any) -> tuple[Letter, ...]:
    """Of an alignment with `chars`, `charStartTimesMs` and `charDurationsMs`; none when it is not one."""
    try:
        told = _InMs.model_validate(alignment)
    except ValidationError:
        return ()
    if not len(told.chars) == len(told.starts) == len(told.durations):
        return ()
    times = zip(told.chars, told.starts, told.durations, strict=True)
    return tuple(Letter(char, round(start), round(start + length)) for char, start, length in times)


def letters_in_seconds(alignment: Any) -> tuple[Letter, ...]:
    """Of an alignment with `characters` and their times in seconds, an object or a mapping; none when it is not one."""
    try:
        told = _InSeconds.model_validate(alignment)
    except ValidationError:
        return ()
    starts, ends = told.character_start_times_seconds, told.character_end_times_seconds
    if not len(told.characters) == len(starts) == len(ends):
        return ()
    times = zip(told.characters, starts, ends, strict=True)
    return tuple(Letter(char, round(start * 1000), round(end * 1000)) for char, start, end in times)
