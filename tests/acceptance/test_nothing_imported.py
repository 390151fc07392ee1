"""Nothing is imported while somebody is on the line: not in the first call of a service, nor in a later one."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.fakes_process import fakes_process
from tests.support.running import Service, a_home

WISH = "I'd like to book a cleaning next Tuesday."


class WatchedService(Service):
    """A service that writes down what it imports."""

    def __init__(self, home: Path, log: Path, **settings: str) -> None:
        super().__init__(home, **settings)
        self._log = log
        self.program = ("-m", "tests.support.importing_service", str(log))

    @property
    def imported(self) -> list[str]:
        """What it has imported until now, and whose line it was."""
        found = [json.loads(line) for line in self._log.read_text().splitlines()]
        return [f"{each['module']} at {each['by'][-1:]}" for each in found]


@contextmanager
def watched(log: Path, **settings: str) -> Iterator[WatchedService]:
    """It answers."""
    with a_home(new=True) as home:
        service = WatchedService(home, log, **settings)
        service.start()
        try:
            yield service
        finally:
            service.stop()


def assert_calls_import_nothing(service: WatchedService) -> None:
    """The first call, in which something is said, and the second, in which keys are pressed."""
    before = len(service.imported)
    assert before > 1000, "the log is being written"
    _, first = service.call("--say", WISH, "--hangup-after", "10")
    assert [each for each in first if each["event"] == "turn" and each["text"]]
    assert service.imported[before:] == []
    _, second = service.call("--press", "1", "--hangup-after", "7")
    assert [each for each in second if each["event"] == "turn" and each["keys"]]
    assert service.imported[before:] == []


def test_calls_with_embedded_speech_import_nothing(tmp_path: Path) -> None:
    """As the service is out of the box."""
    with watched(tmp_path / "imports") as service:
        assert_calls_import_nothing(service)


@pytest.mark.parametrize(
    ("asr", "tts", "llm"),
    [
        ("deepgram", "elevenlabs", "openai:gpt-4o-mini"),
        ("deepgram:flux", "cartesia", "none"),
        ("openai", "polly", "anthropic:claude-haiku-4-5"),
        ("whisper", "openai", "none"),
    ],
)
def test_calls_with_vendors_import_nothing(asr: str, tts: str, llm: str, tmp_path: Path) -> None:
    """Their clients are large, and read parts of themselves when they are first used."""
    with (
        fakes_process(tmp_path, "--scripted", "--hears", WISH) as fakes,
        watched(
            tmp_path / "imports", **fakes.settings, TRUNKLINE_ASR=asr, TRUNKLINE_TTS=tts, TRUNKLINE_LLM=llm
        ) as service,
    ):
        assert_calls_import_nothing(service)
