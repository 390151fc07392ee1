"""What a call was found to hold: hidden wherever it is said again."""

from agent.safety.redaction.kinds import Kind, Plain
from agent.safety.redaction.segments import Segment

_LONG = 5
_SHORTEST_PART = 4
_SHORTEST = 3
_MOST = 200


class Known:
    """The digits of secrets, by what they are."""

    def __init__(self) -> None:
        self._digits: dict[str, Kind] = {}
        self._corrected: dict[str, Kind] = {}
        """Those of which some were taken back; what remains was not said in one."""

    def has(self, digits: str) -> bool:
        """Whether they are known already."""
        return digits in self._digits

    def add(self, kind: Kind, digits: str, *, corrected: bool = False) -> None:
        """From now on these are secret."""
        if len(digits) >= _SHORTEST and len(self._digits) < _MOST:
            self._digits.setdefault(digits, kind)
            if corrected:
                self._corrected.setdefault(digits, kind)

    def match(self, row: Segment, *, ending: bool = False) -> Kind | None:
        """What a row is, when it is a secret again, a part of one, or has one in it.

        The last four may stay: when they were called that, or, with `ending`, asked for.
        """
        if isinstance(row.label, Plain) and not row.weak:
            return None
        digits = row.digits
        last_four = (row.ending or ending) and len(digits) == _SHORTEST_PART
        for secret, kind in self._digits.items():
            if digits == secret and (len(digits) > _SHORTEST or row.label is kind):
                return kind
            if len(secret) >= _LONG and len(digits) >= _SHORTEST_PART:
                if last_four and secret.endswith(digits):
                    continue
                if digits in secret or secret in digits:
                    return kind
        if len(digits) >= _SHORTEST_PART and not last_four:
            return next((kind for secret, kind in self._corrected.items() if _remains(digits, secret)), None)
        return None

    def is_part(self, row: Segment, held: str) -> bool:
        """Whether a row repeats digits that are being held back."""
        if isinstance(row.label, Plain):
            return False
        return len(row.digits) >= _SHORTEST_PART and row.digits in held


def _remains(digits: str, said: str) -> bool:
    """Whether it is what is left of digits without some that were taken back."""
    for first in range(len(said)):
        size = 0
        while size < len(digits) and first + size < len(said) and said[first + size] == digits[size]:
            size += 1
        if size >= _SHORTEST and digits[size:] in said[first + size :]:
            return True
        if size > 0 and len(digits) - size >= _SHORTEST and digits[size:] in said[first + size :]:
            return True
    return False
