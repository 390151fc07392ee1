"""What a call was found to hold: hidden wherever it is said again."""

from agent.safety.redaction.kinds import Kind, Plain
from agent.safety.redaction.segments import Segment

_LONG = 9
_SHORTEST_PART = 4
_SHORTEST = 3
_MOST = 200
_OPEN_LONG = 8


class Known:
    """The digits of secrets, by what they are."""

    def __init__(self) -> None:
        self._digits: dict[str, Kind] = {}

    def add(self, kind: Kind, digits: str) -> None:
        """From now on these are secret."""
        if len(digits) >= _SHORTEST and len(self._digits) < _MOST:
            self._digits.setdefault(digits, kind)

    def match(self, row: Segment, *, ending: bool = False) -> Kind | None:
        """What a row is, when it is a secret again, a part of one, or has one in it.

        The last four may stay: when they were called that, or, with `ending`, asked for.
        """
        if isinstance(row.label, Plain) and not row.weak:
            return None
        digits = row.digits
        for secret, kind in self._digits.items():
            if digits == secret and (len(digits) > _SHORTEST or row.label is kind):
                return kind
            if len(secret) >= _LONG and len(digits) >= _SHORTEST_PART:
                if (row.ending or ending) and secret.endswith(digits) and len(digits) == _SHORTEST_PART:
                    continue
                if digits in secret or secret in digits:
                    return kind
        return None

    def is_part(self, row: Segment, held: str) -> bool:
        """Whether a row repeats digits that are being held back."""
        if isinstance(row.label, Plain) or len(held) < _OPEN_LONG:
            return False
        return len(row.digits) >= _SHORTEST_PART and row.digits in held
