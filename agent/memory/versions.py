"""Short channel versions that the official checkpointers can continue.

LangGraph compares the versions of a thread's channels as strings and stores each of them several times in every
checkpoint. The official savers issue 50 characters, `00000000000000000000000000000007.0.4938271605`: the random
part tells two writers apart. A conversation here has one owner, so `+000007` says as much.

`+` sorts before every digit and `int` reads it. So an official saver that goes on with one of our threads issues
`000…008.…`, which is greater than all of ours, as it must be; and a thread that holds an official version is
continued in the long form.
"""

WIDTH = 6
OFFICIAL_WIDTH = 32


def next_version(current: str | float | None) -> str:
    """The version after `current`, greater than it as a string; `current` may be anyone's, None at first."""
    if current is None:
        return f"+{1:0{WIDTH}}"
    text = str(current)
    number = int(text.split(".", maxsplit=1)[0]) + 1
    if text.startswith("+") and number < 10**WIDTH:
        return f"+{number:0{WIDTH}}"
    return f"{number:0{OFFICIAL_WIDTH}}"
