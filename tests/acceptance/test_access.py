"""A service that was just given a public address: the first account, and a program's key, at the real command line."""

import re

import httpx

from tests.support.browser import PASSWORD
from tests.support.running import Service, a_home

SETTINGS = {"PUBLIC_URL": "https://voice.example.com", "TRUNKLINE_TTS": "scripted", "TRUNKLINE_ASR": "scripted"}
ADD = ("account", "add", "--email", "Root@example.com", "--role", "administer", "--password-stdin")


def test_the_first_account_and_a_key_are_made_while_the_service_runs() -> None:
    """It shows a setup link; no password is there from the start; a simulated call is followed with a key."""
    with a_home() as home:
        service = Service(home, **SETTINGS).start()
        try:
            told = service.process.stdout.readline() if service.process and service.process.stdout else ""
            assert re.search(r"open https://voice\.example\.com/first-account#[\w-]{43}\n", told)
            assert httpx.get(f"{service.url}/api/flows", trust_env=False).status_code == 401

            added = service.run(*ADD, stdin=f"{PASSWORD}\n")
            assert "root@example.com may sign in now" in added.stdout, added.stderr
            sent = {"email": "root@example.com", "password": PASSWORD}
            assert httpx.post(f"{service.url}/api/sign-in", json=sent, trust_env=False, timeout=30).status_code == 200

            key = service.run("key", "add", "--name", "Test", "--scopes", "calls:read").stdout.split()[0]
            _, followed = service.call("--key", key, "--press", "1", "--hangup-after", "3")
            assert [each for each in followed if each["event"] == "say"]
        finally:
            service.stop()
