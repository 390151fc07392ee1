"""What commands print as a table."""

from agent.cli.db import table


def test_what_a_terminal_would_obey_is_written_out() -> None:
    """Whoever wrote it may be a stranger: no colours, no cursor, no text that runs backwards."""
    lines = table([["who", "what"], ["\x1b[31mred", "a\u202eb\nc"], ["नमस्ते", "plain"]])
    assert lines[2:] == ["\\x1b[31mred  a\\u202eb\\nc", "नमस्ते       plain"]
