"""The other verbs, and what the README promises."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from agent.cli import VERBS, parser
from graphs.flows import shipped
from tests.support.running import Service, a_home, command, environment

ROOT = Path(__file__).parents[2]


def readme_commands() -> list[list[str]]:
    """Every `trunkline` command of the README, as its words."""
    text = (ROOT / "README.md").read_text().replace("\\\n", " ")
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [shlex.split(line) for line in lines if line.startswith(".venv/bin/trunkline")]


def test_every_command_of_the_readme_is_one() -> None:
    """What the README says can be typed."""
    commands = readme_commands()

    assert len(commands) >= 5
    for _, *arguments in commands:
        parser().parse_args(arguments)


def test_every_make_target_of_the_readme_is_one() -> None:
    """`make demo`, `make run`, `make test`."""
    targets = set(re.findall(r"^make ([a-z]+)$", (ROOT / "README.md").read_text(), flags=re.MULTILINE))

    assert targets == {"demo", "run", "test"}
    for target in targets:
        subprocess.run(["make", "-n", target], cwd=ROOT, check=True, capture_output=True)


def test_the_demo_ends_with_the_appointment_in_the_database() -> None:
    """The first thing a new user does: a caller books by voice, and the row is shown."""
    with a_home(new=True) as home:
        done = subprocess.run(
            command("demo"), env=environment(home), capture_output=True, text=True, timeout=170, check=False
        )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "The call ended: booked" in done.stdout
    assert re.search(r"a cleaning +Tue .* booked", done.stdout)
    assert "How to go on" in done.stdout


def test_the_demo_says_where_it_stopped() -> None:
    """A demo that cannot start its service says why, and does not pretend."""
    with a_home(new=True) as home:
        home.write_text("in the way")
        done = subprocess.run(
            command("demo"), env=environment(home), capture_output=True, text=True, timeout=120, check=False
        )
        home.unlink()

    assert done.returncode == 1
    assert "The service did not start" in done.stderr


def test_a_conversation_in_the_terminal(service: Service) -> None:
    """`trunkline chat` uses the service's own database while it runs, and shows why it did what it did."""
    talk = "book a cleaning on Wednesday\n/silence\n/press 1\nmy name is Asha Rao\nyes\nyes\n"
    done = service.run("chat", "--why", stdin=talk)

    assert "You are booked" in done.stdout
    assert "fill: slot=service, value=cleaning" in done.stdout
    assert done.returncode == 0
    assert service.run("chat", stdin="book\n/hangup\n").returncode == 1


def test_the_doctor_says_what_is_missing(service: Service) -> None:
    """In sentences, for somebody who has no Twilio account yet."""
    done = service.run("doctor")

    assert done.returncode == 0
    assert "PUBLIC_URL is not set" in done.stdout
    assert "TWILIO_AUTH_TOKEN is not set" in done.stdout
    assert "PostgreSQL answers" in done.stdout


def test_the_doctor_is_content_with_a_whole_configuration() -> None:
    """With an address and a token, a real call can come in."""
    with a_home() as home:
        service = Service(
            home,
            PUBLIC_URL="https://voice.example.com",
            TWILIO_AUTH_TOKEN="12345",
            TRUNKLINE_TRANSFERS='{"reception": "+912071110000"}',
        )
        done = service.run("doctor")

    assert "A real phone call can come in." in done.stdout
    assert "12345" not in done.stdout


def test_the_database_by_hand(service: Service) -> None:
    """Revisions can be looked at, and nothing can be changed by a query."""
    assert "→" in service.run("db", "history").stdout
    assert service.run("db", "current").returncode == 0
    assert "riverside" in service.run("db", "query", "select name from clinics").stdout.lower()
    refused = service.run("db", "query", "delete from appointments")
    assert refused.returncode == 1
    assert "refuses" in refused.stderr


def test_flows_are_checked_and_tested(tmp_path: Path) -> None:
    """The shipped flows keep their conversations; a broken copy is explained, with lines; one comes formatted out of a
    pipe.
    """
    with a_home() as home:
        good = subprocess.run(
            command("flow", "test", *shipped()), env=environment(home), capture_output=True, text=True, check=False
        )
        text = (ROOT / "graphs/flows/scheduling.yaml").read_text().replace("next: menu\n", "next: mneu\n")
        broken = tmp_path / "broken.yaml"
        broken.write_text(text)
        bad = subprocess.run(
            command("flow", "check", str(broken)), env=environment(home), capture_output=True, text=True, check=False
        )
        written = "title: A\nflow: a\n"
        piped = subprocess.run(
            command("flow", "fmt", "-"),
            env=environment(home),
            input=written,
            capture_output=True,
            text=True,
            check=True,
        )

    assert piped.stdout == "flow: a\ntitle: A\n"
    assert good.returncode == 0
    assert good.stdout.count(" passed, 0 failed") == len(shipped()) == 3
    assert bad.returncode == 1
    assert "Did you mean “menu”?" in bad.stdout


@pytest.fixture(scope="module")
def helps() -> Mapping[str, str]:
    """What each verb says of itself."""
    words = [sys.executable, "-m", "tests.support.every_verb", *VERBS]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=170, check=True)
    found: Mapping[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(helps: Mapping[str, str], verb: str) -> None:
    """`--help` names every option in words."""
    assert f"usage: trunkline {verb}" in helps[verb]


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("TRUNKLINE_TIMEZONE", "Pune", "TRUNKLINE_TIMEZONE"),
        ("TRUNKLINE_ASR", "deepgrm", "There is no recogniser called"),
        ("TRUNKLINE_TTS", "embedded:joe", "joe"),
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none", "cannot be reached"),
        ("TRUNKLINE_TRANSFERS", '{"reception": "12"}', "TRUNKLINE_TRANSFERS"),
    ],
)
def test_a_wrong_setting_is_one_clear_sentence(setting: str, value: str, sentence: str) -> None:
    """The service does not start half, and does not show a traceback."""
    with a_home() as home:
        done = subprocess.run(
            command("serve", "--port", "0"),
            env=environment(home, **{setting: value}),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
