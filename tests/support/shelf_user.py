"""A process that writes and reads speech in a folder which others use too: `shelf_user FOLDER SEED ROUNDS BOUND`.

Every entry tells in its words what its sound must be; ends with an error when one that is read does not hold that.
"""

import random
import sys
from pathlib import Path

from telephony.tts.port import Speech, Word
from telephony.tts.shelf import Shelf

KEYS = [f"{number:064x}" for number in range(6)]


def main(folder: str, seed: str, rounds: str, bound: str) -> None:
    """Write and read at random; say how many entries were found."""
    shelf, dice, found = Shelf(Path(folder), bound_bytes=int(bound)), random.Random(int(seed)), 0
    for _ in range(int(rounds)):
        key = dice.choice(KEYS)
        if dice.random() < 0.4:
            tone, length = dice.randrange(256), dice.randrange(1, 4000)
            shelf.write(key, [_piece(tone, length), _piece(tone, length * 2)])
        elif (pieces := shelf.read(key)) is not None:
            found += 1
            for piece in pieces:
                (word,) = piece.words
                assert piece.audio == bytes([int(word.text)]) * word.end_ms, "an entry was torn"
    sys.stdout.write(f"{found}\n")


def _piece(tone: int, length: int) -> Speech:
    return Speech(bytes([tone]) * length, (Word(str(tone), 0, length),))


if __name__ == "__main__":
    main(*sys.argv[1:])
