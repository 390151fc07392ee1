"""`trunkline fakes`: what cannot be done is told before anything is served."""

import pytest

from agent.cli import main


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["deepgrom"], "There is no stand-in called “deepgrom”. There are: twilio, deepgram"),
        (["deepgram", "--fault", "deepgram:burn"], "'burn' is no fault. Write a status"),
        (["deepgram", "--fault", "cut@3"], "does not say whose fault it is"),
        (["deepgram", "--fault", "openai:cut"], "There is no stand-in called “openai”. Served are: deepgram."),
        (["deepgram", "--delay", "deepgram=soon"], "is no delay. Write it like deepgram=300ms"),
        (["--port", "65535"], "There are no ports from 65535 on"),
        (["deepgram", "--hears", "yes", "--ears", "embedded"], "--hears is a script"),
        (["deepgram", "--key", ""], "--key is no key"),
        (["deepgram", "--key", "a key"], "--key is no key"),
    ],
)
def test_what_cannot_be_done_is_one_clear_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing is served."""
    assert main(["fakes", *arguments]) == 1
    told = capsys.readouterr()
    assert sentence in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""
