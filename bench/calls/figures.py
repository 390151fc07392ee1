"""From moments to figures: what each turn took, what of that were the providers, and what is left. Pure.

A framework adds to a turn what passes between the end of the turn (`EndOfTurn` sent by the recogniser's stand-in) and
the first sound of the answer at the line, less what the providers took on the way to that very sound:

- the model: from its request to the token with the last letter of the text that the voice was given first;
- the voice: from that text to its first sound.

Who asks the model before the turn is over (speculation) saves of that: then the sound could be there when the turn
ends, or when the providers have made it, whichever is later, and what is added counts from there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.calls.journal import Row
from bench.calls.marks import FRAME_MS, Tag
from bench.calls.script import Delays, letters

SHARES = (50, 95, 99)
PARTS = ("to_ear", "to_model", "to_voice", "to_line")


@dataclass(frozen=True, slots=True)
class Took:
    """Milliseconds of one turn."""

    added: float
    felt: float
    """From the caller's last sound to the first of the answer."""
    to_ear: float | None = None
    """From the caller's last sound to its arrival at the recogniser: part of what is felt, not of what is added."""
    to_model: float | None = None
    """From the end of the turn to the request at the model."""
    to_voice: float | None = None
    """From the text that the model had written to the request at the voice."""
    to_line: float | None = None
    """From the voice's first sound to the line."""
    early: bool = False
    """The model was asked before the turn was over."""


class Moments:
    """A journal, by turns."""

    def __init__(self, journal: Iterable[Row]) -> None:
        self._rows: dict[Tag, list[Row]] = {}
        for row in journal:
            self._rows.setdefault(Tag(row["call"], row["turn"]), []).append(row)

    def of(self, tag: Tag, what: str) -> list[Row]:
        """Rows of that turn."""
        return [row for row in self._rows.get(tag, ()) if row["what"] == what]

    def first(self, tag: Tag, what: str) -> float | None:
        """When it happened first."""
        return next((row["at"] for row in self.of(tag, what)), None)

    def count(self, what: str) -> int:
        """How often it happened."""
        return sum(row["what"] == what for rows in self._rows.values() for row in rows)


def took(turn: Mapping[str, Any], moments: Moments) -> Took | None:
    """What the turn took; None where it was not answered."""
    tag, answered, ended = Tag(turn["call"], turn["turn"]), turn["answered"], turn["ended"]
    if answered is None or ended is None:
        return None
    felt, over = 1000 * (answered - ended), moments.first(tag, "flux.EndOfTurn")
    if over is None:  # nobody recognises: the floor
        return Took(felt, felt)
    heard = moments.first(tag, "flux.heard_last")
    to_ear = None if heard is None else 1000 * (heard - ended)
    way = _way(tag, answered, moments)
    if way is None:  # nobody was asked: the answer was there beforehand
        return Took(1000 * (answered - over), felt, to_ear)
    asked, written, given, sounded = way
    could = max(over, min(asked, over) + (written - asked) + (sounded - given))
    early = asked < over
    to_model = None if early else 1000 * (asked - over)
    to_voice, to_line = 1000 * (given - written), 1000 * (answered - sounded)
    return Took(1000 * (answered - could), felt, to_ear, to_model, to_voice, to_line, early)


def _way(tag: Tag, answered: float, moments: Moments) -> tuple[float, float, float, float] | None:
    """How the first sound came about: asked the model, written by it, given to the voice, sounded."""
    asked = {row["number"]: row["at"] for row in moments.of(tag, "chat.asked")}
    answers = [*moments.of(tag, "chat.done"), *moments.of(tag, "chat.left")]
    for sound in reversed([row for row in moments.of(tag, "voice.sounded") if row["at"] <= answered]):
        same = [row["at"] for row in moments.of(tag, "voice.asked") if row["text"] == sound["text"]]
        given = max((at for at in same if at <= sound["at"]), default=0.0)
        written = [(at, row["number"]) for row in answers if (at := _written(row, sound["text"])) is not None]
        before = [each for each in written if each[0] <= given]
        if before:
            at, number = max(before)
            return asked[number], at, given, sound["at"]
    return None


def _written(row: Row, text: str) -> float | None:
    """When the model had written this text, if its answer begins with it."""
    wanted, so_far = letters(text), 0
    if not _bare("".join(row["tokens"])).startswith(_bare(text)):
        return None
    for token, at in zip(row["tokens"], row["token_at"], strict=False):
        so_far += letters(token)
        if so_far >= wanted:
            return float(at)
    return None


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def cleared(turn: Mapping[str, Any], moments: Moments) -> float | None:
    """Milliseconds from the message that the caller speaks to the `clear`; None where there is one of them only.

    Less than nothing: the service heard for itself that somebody speaks.
    """
    start = moments.first(Tag(turn["call"], turn["turn"]), "flux.StartOfTurn")
    return None if start is None or turn["cleared"] is None else 1000 * (turn["cleared"] - start)


def is_short(turn: Mapping[str, Any], moments: Moments, delays: Delays) -> bool:
    """Whether sound of an answer that nobody talked over is missing at the line."""
    if turn["interrupted"] or turn["answered"] is None:
        return False
    return bool(turn["frames"] < sum(map(delays.spoken_ms, _pieces(turn, moments))) // FRAME_MS)


def _pieces(turn: Mapping[str, Any], moments: Moments) -> list[str]:
    """The texts that make the model's answer one after another; what was spoken beside it is none of them."""
    tag = Tag(turn["call"], turn["turn"])
    left = next((_bare("".join(row["tokens"])) for row in moments.of(tag, "chat.done")), "")
    pieces = []
    for row in moments.of(tag, "voice.asked"):
        if left and left.startswith(_bare(row["text"])):
            left = left.removeprefix(_bare(row["text"]))
            pieces.append(row["text"])
    return pieces


def work(turns: Sequence[Mapping[str, Any]], moments: Moments) -> dict[str, float]:
    """What was asked of the providers, against what one answer to each turn needs: 1 is none too many."""
    tags = [Tag(turn["call"], turn["turn"]) for turn in turns]
    asked = sum(len(moments.of(tag, what)) for tag in tags for what in ("chat.asked", "chat.asked_whole"))
    written = [row for tag in tags for row in moments.of(tag, "chat.done")[:1]]
    needed = sum(letters("".join(row["tokens"])) for row in written)
    spoken = sum(letters(row["text"]) for tag in tags for row in moments.of(tag, "voice.asked"))
    found = {"model_requests_a_turn": asked / len(turns)} if turns else {}
    return {
        name: round(value, 2)
        for name, value in (found | ({"letters_spoken": spoken / needed} if needed else {})).items()
    }


def share(values: Sequence[float], percent: int) -> float:
    """The value below which that share of the values lies, or at it: nearest rank. Raises ValueError for none."""
    if not values:
        raise ValueError("no values, no share")
    return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)]


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median, tails and extremes; empty for no values."""
    if not values:
        return {}
    return {
        "n": len(values),
        **{f"p{each}": round(share(values, each), 2) for each in SHARES},
        "max": round(max(values), 2),
    }


def _each(all_took: Iterable[Took], part: str) -> list[float | None]:
    return [getattr(each, part) for each in all_took]


def of_run(told: Mapping[str, Any], moments: Moments, delays: Delays) -> dict[str, Any]:
    """The figures of what callers and stand-ins noted in one run."""
    stayers = set(told["steady"])
    turns = [turn for turn in told["turns"] if turn["call"] in stayers and turn["began"] >= told["began"]]
    if not stayers:
        turns = told["turns"]
    spoken = [turn for turn in turns if turn["ended"] is not None]
    all_took = [each for each in (took(turn, moments) for turn in spoken) if each]
    clear = [each for each in (cleared(turn, moments) for turn in spoken if turn["barge_in"]) if each is not None]
    minutes = told["spoken_s"] / 60
    return {
        "added_ms": spread([each.added for each in all_took]),
        "felt_ms": spread([each.felt for each in all_took]),
        **{f"{part}_ms": spread([each for each in _each(all_took, part) if each is not None]) for part in PARTS},
        "clear_ms": spread(clear),
        "clear_by_own_ear": sum(each < 0 for each in clear),
        "talked_over": sum(turn["barge_in"] for turn in spoken),
        "not_cleared": sum(turn["barge_in"] and turn["cleared"] is None for turn in spoken),
        "turns": len(spoken),
        "lost": sum(turn["answered"] is None for turn in spoken),
        "short": sum(is_short(turn, moments, delays) for turn in spoken),
        "stale_frames": sum(turn["stale"] for turn in spoken),
        "asked_early": sum(each.early for each in all_took),
        "gaps": told["gaps"],
        "gaps_a_minute": round(told["gaps"] / minutes, 2) if minutes else None,
        "spoken_s": round(told["spoken_s"], 1),
        **work(spoken, moments),
    }
